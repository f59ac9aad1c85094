/**
 * The on-file rail with inbox and outbox, as a process that kills itself: `node on-file-process.ts WHEN STEP`
 * (dying-process.ts). `HOLD_HOURS`: it holds the money first. Steps count from the account on file on.
 */
import { readSettings } from '../../../bridge/app/settings.ts';
import { KillingDatabase, stepsBeginAt } from './dying-process.ts';
import { startOnFile } from './on-file-under-test.ts';

if (process.argv[2] === '--help') process.exit(); // compiled ahead
stepsBeginAt('INSERT INTO on_file_accounts');

const { DATABASE_URL: url = '', TRUSTLY_ON_FILE_URL: trustlyUrl = '', HOLD_HOURS: hours = '0' } = process.env;
const database = new KillingDatabase(url, { maxConnections: 5, onError: () => undefined });
const onFile = await startOnFile(readSettings(process.env), database, trustlyUrl, {
  holdHours: Number(hours),
});
process.stdout.write(`${JSON.stringify({ event: 'listening', url: onFile.url })}\n`);
