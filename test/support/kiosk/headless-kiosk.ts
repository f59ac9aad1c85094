/**
 * The kiosk core as a process without Electron, so that a test can end it at any instant: KIOSK_SETTINGS (JSON),
 * KIOSK_SECRET and KIOSK_JOURNAL in, one JSON line per snapshot out. KIOSK_DIES_AT names a step of test/chaos/steps.ts
 * at which it kills itself.
 */
import { pino } from 'pino';
import { createMachine } from '../../../hardware/machine-kinds.ts';
import { systemClock } from '../../../hardware/clock.ts';
import { openJournal } from '../../../main/journal/open-journal.ts';
import { AuditFile } from '../../../main/operator/audit-file.ts';
import { createKiosk } from '../../../main/kiosk.ts';
import { dialBridge } from '../../../main/link/web-socket.ts';
import { NO_BRAND } from '../../../main/settings/brand-folder.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';
import { dyingAt } from '../../chaos/dying-ports.ts';

const settings = parseSettings(JSON.parse(process.env['KIOSK_SETTINGS'] ?? 'null'));
const logger = pino(
  { name: 'kiosk', level: process.env['KIOSK_LOG'] ?? 'info' },
  pino.destination({ sync: true }),
);
const ports = dyingAt(
  process.env['KIOSK_DIES_AT'] ?? '',
  {
    dial: dialBridge(settings.link, { secret: process.env['KIOSK_SECRET'] ?? '', authorities: [] }),
    machine: createMachine(settings.cabinet, logger),
    journal: openJournal(process.env['KIOSK_JOURNAL'] ?? '', systemClock),
  },
  () => {
    process.kill(process.pid, 'SIGKILL');
    throw new Error('still alive');
  },
);
const kiosk = createKiosk({
  ...ports,
  settings,
  rejectedFile: null,
  brand: NO_BRAND,
  audit: new AuditFile(`${process.env['KIOSK_JOURNAL'] ?? ''}.operator-log.jsonl`),
  beginNewJournal: () => undefined,
  clock: systemClock,
  random: Math.random,
  logger,
  product: { version: 'test', runtime: 'headless' },
});
kiosk.onSnapshot(({ screen }) => logger.info({ event: 'screen', screen: screen.kind }));
kiosk.start();
logger.info({ event: 'listening' });
process.once('SIGTERM', () => {
  void kiosk.stop();
});
