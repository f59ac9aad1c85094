/**
 * The kiosk core as a process without Electron, so that a test can end it at any instant: KIOSK_SETTINGS (JSON),
 * KIOSK_SECRET and KIOSK_JOURNAL in, one JSON line per snapshot out.
 */
import { pino } from 'pino';
import { createCabinet } from '../../hardware/index.ts';
import { systemClock } from '../../main/clock/system-clock.ts';
import { createKiosk } from '../../main/kiosk.ts';
import { parseSettings } from '../../main/settings/parse-settings.ts';

const settings = parseSettings(JSON.parse(process.env['KIOSK_SETTINGS'] ?? 'null'));
const logger = pino(
  { name: 'kiosk', level: process.env['KIOSK_LOG'] ?? 'info' },
  pino.destination({ sync: true }),
);
const kiosk = createKiosk({
  settings,
  linkSecret: process.env['KIOSK_SECRET'] ?? '',
  cabinet: createCabinet(settings.cabinet, logger),
  journalFile: process.env['KIOSK_JOURNAL'] ?? '',
  clock: systemClock(),
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
