/**
 * The sandbox stands in for Trustly, in the demo and in the tests: the QR code API, a microsite with a Demo Bank, and
 * the payment agent service that calls the bridge. No real money, and never a part of production.
 */
import pino from 'pino';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { readSettings, SETTINGS_HELP, SettingsError } from './settings.ts';

const USAGE = `usage: npm run sandbox [-- --help]

Stands in for Trustly: QR code API, microsite with a Demo Bank, payment agent service.

${SETTINGS_HELP}
`;

const log = pino({ base: { program: 'sandbox' } });

function exitWith(code: number, stream: NodeJS.WriteStream, text: string): never {
  stream.write(text);
  process.exit(code);
}

/** A wrong setting is one line and exit code 2; anything else is a fault of ours and shows its stack. */
async function start(): Promise<Sandbox> {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--help' && argument !== '-h');
  if (unknown !== undefined)
    exitWith(2, process.stderr, `sandbox: unknown argument ${unknown}; try --help\n`);
  if (process.argv.length > 2) exitWith(0, process.stdout, USAGE);
  try {
    return await startSandbox(readSettings(process.env), log);
  } catch (error) {
    if (error instanceof SettingsError) exitWith(2, process.stderr, `sandbox: ${error.message}\n`);
    throw error;
  }
}

const sandbox = await start();
log.info({ event: 'listening', url: sandbox.url });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    sandbox.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  });
}
