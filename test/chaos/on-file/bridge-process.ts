/** The bridge of bridge/app/main.ts as a process, whose captures wait for a fraction of the time: it is killed often. */
import { startBridge } from '../../../bridge/app/bridge.ts';
import { readSettings } from '../../../bridge/app/settings.ts';
import { createLog } from '../../../bridge/platform/log.ts';
import { CAPTURE_TIMES } from '../../../bridge/rails/trustly-on-file/capture-ports.ts';
import { PageCodes } from '../../../bridge/rails/page-codes.ts';
import { trustlyOnFile } from '../../../bridge/rails/trustly-on-file/rail.ts';

if (process.argv[2] === '--help') process.exit(); // compiled ahead

const TIMES = {
  ...CAPTURE_TIMES,
  silenceMs: 2_000,
  callMs: 1_000,
  leaseMs: 2_000,
  askFirstMs: 100,
  askLongestMs: 500,
  lostMs: 3_000,
  pollMs: 100,
};

const settings = readSettings(process.env);
const bridge = await startBridge(settings, createLog(settings.logLevel), (read, ports) => {
  const { onFile, public: pages, currency } = read;
  if (onFile === null || pages === null) throw new Error('Trustly on file has no settings');
  const codes = new PageCodes(ports.secretKey, { base: pages.url, lifetimeMs: pages.codeLifetimeMs });
  return [trustlyOnFile({ ...onFile, currency }, { ...ports, codes }, TIMES)];
});
process.stdout.write(`${JSON.stringify({ event: 'listening', url: bridge.url })}\n`);
