/**
 * bridge/: the casino-side service between Trustly and the machines. It asks Trustly for codes, takes fundings from
 * the TPAS, keeps the ledger and the limits, and orders credits from the kiosks. May import protocol/ only.
 */
import { createLog } from '../platform/log.ts';
import { startBridge } from './bridge.ts';
import { SettingsError } from '../platform/environment.ts';
import { composeRails } from './rails.ts';
import { readSettings, SETTINGS_HELP, type Settings } from './settings.ts';
import { StartError } from '../platform/start-error.ts';

const USAGE = `Usage: npm run bridge

The casino-side service: QR codes from Trustly, Funding API, ledger, kiosk hub.

${SETTINGS_HELP}
`;

async function main(): Promise<void> {
  const settings = settingsOrExit();
  if (!settings) return;
  const log = createLog(settings.logLevel);
  const bridge = await startBridge(settings, log, composeRails);
  // Whoever started us waits for this line, at whatever level we log.
  log.child({}, { level: 'info' }).info({ event: 'listening', url: bridge.url }, 'bridge is listening');

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'stopping', signal }, 'bridge is stopping');
    bridge.stop().then(
      () => log.info({ event: 'stopped' }, 'bridge has stopped'),
      (error: unknown) => {
        log.error({ err: error }, 'bridge did not stop cleanly');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function settingsOrExit(): Settings | null {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return null;
  }
  try {
    if (args.length > 0)
      throw new SettingsError(`unknown argument ${args[0]}: settings come from the environment`);
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) process.stderr.write(`bridge: ${problem}\n`);
    process.exitCode = 2;
    return null;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bridge: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof StartError && error.at === 'settings' ? 2 : 1);
});
