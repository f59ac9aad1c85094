/**
 * The kiosk's Electron process: it gives the kiosk core (main/kiosk.ts) its ports, shows its snapshots on a glass that
 * is confined [locked-down] and recovers, and decides nothing about money or codes. Read it as the list of its phases.
 */
import path from 'node:path';
import { app, ipcMain, powerMonitor, powerSaveBlocker, session } from 'electron';
import pino, { type Logger } from 'pino';
import { Type } from 'typebox';
import { createMachine } from '../../hardware/machine-kinds.ts';
import { type GlassSnapshot, PaintReport } from '../../preload/contract.ts';
import { OperatorAction } from '../../preload/operator.ts';
import { systemClock } from '../../hardware/clock.ts';
import { CurrentKiosk } from '../glass/current-kiosk.ts';
import { stillOnGlass } from '../glass/still-on-glass.ts';
import { beginNewJournal } from '../journal/begin-new-journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import type { Journal } from '../journal/journal.ts';
import type { Kiosk } from '../kiosk-ports.ts';
import { createKiosk } from '../kiosk.ts';
import { AuditFile } from '../operator/audit-file.ts';
import { dialBridge } from '../link/web-socket.ts';
import { hasRoom } from '../journal/room-on-disk.ts';
import { KioskKeeper } from '../kiosk-keeper.ts';
import type { BrandReading } from '../settings/brand-folder.ts';
import { SettingsFiles, type UsableSettings, type WriteSettings } from '../settings/settings-files.ts';
import { HELP, parseArguments } from './arguments.ts';
import { confineAll } from './confinement.ts';
import { DisplayWatch } from './display-watch.ts';
import { Glass } from './glass.ts';
import { GlassIpc } from './ipc.ts';
import { isOnStandIn } from './installation.ts';
import { whyNoLock } from './instance-lock.ts';
import { createLogger } from './log.ts';
import { textOn } from './reading/decoder.ts';
import { GlassReader } from './reading/glass-reader.ts';
import { registerGlassScheme, serveGlass } from './scheme.ts';
import { TopperMemory } from './topper-memory.ts';

const onStandIn = isOnStandIn(app.getAppPath());

/** The exit code for a wrong argument. Exit code 1 means a defect of ours. */
const EXIT_ARGUMENTS = 2;

function setupArguments(): void {
  const given = parseArguments(process.argv.slice(1), app.isPackaged);
  if (given.kind === 'help') end(0, HELP);
  if (given.kind === 'wrong') end(EXIT_ARGUMENTS, `topper: ${given.problem}`);
}

/** Whatever the application is called (tools/package.ts), its data lies where docs/operations.md says. */
function setupDataDirectory(): void {
  if (app.commandLine.hasSwitch('user-data-dir')) return;
  app.setPath('userData', path.join(app.getPath('appData'), 'topper'));
}

/**
 * Without this lock the journal's own keeps two kiosks apart. Where the disk takes neither, the glass says so (`J1`).
 */
function setupSingleInstance(logger: Logger): void {
  if (app.requestSingleInstanceLock()) return;
  const directory = app.getPath('userData');
  const why = whyNoLock(directory) ?? end(1, `topper: another kiosk already uses ${directory}`);
  logger.error({ event: 'lock.none' }, why);
}

/** Electron's default for an uncaught exception is a modal box, which nobody could close. */
function setupLastResort(logger: Logger): void {
  const die = (error: unknown): void => {
    logger.fatal({ err: error }, 'uncaught');
    app.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

function createKioskOn(
  { settings, credentials, brand, instead }: UsableSettings,
  logger: Logger,
): { kiosk: Kiosk; journal: Journal } {
  const directory = app.getPath('userData');
  const journalFile = path.join(directory, 'journal.sqlite');
  const dial = dialBridge(settings.link, credentials);
  const machine = createMachine(settings.cabinet, logger);
  const audit = new AuditFile(path.join(directory, 'operator-log.jsonl'));
  // This is last: what fails before it leaves no lock on the journal, and is tried again.
  const journal = openJournal(journalFile, systemClock);
  const kiosk = createKiosk({
    settings,
    rejectedFile: instead,
    brand,
    dial,
    machine,
    journal,
    audit,
    beginNewJournal: () => void startAnew(),
    clock: systemClock,
    random: Math.random,
    logger,
    product: {
      version: app.getVersion(),
      runtime: `Electron ${process.versions.electron}${onStandIn ? ' (stand-in)' : ''}`,
    },
  });
  /** The old journal is closed before its file is moved. The service manager starts the kiosk on the new one. */
  async function startAnew(): Promise<void> {
    await kiosk.stop();
    const { aside, problem } = beginNewJournal(journalFile, systemClock);
    logger.warn({ event: 'journal.begun', aside, err: problem }, 'ends to be started anew');
    app.exit(0);
  }
  return { kiosk, journal };
}

/** The files that the brand of the running kiosk names. */
type BrandInUse = Pick<BrandReading, 'files'>;

/** electron-store and its validator are loaded when there is something to write: after a change of the settings. */
const writeLastGood: WriteSettings = async (...settings) => {
  const store = await import('./last-good-settings.ts');
  store.writeLastGood(...settings);
};

/** What is on the glass, now and later: the kiosk, or why there is none. */
function setupKeeper(
  current: CurrentKiosk,
  brand: BrandInUse,
  displays: DisplayWatch,
  logger: Logger,
): KioskKeeper {
  const directory = app.getPath('userData');
  return new KioskKeeper({
    files: new SettingsFiles(directory, app.isPackaged, writeLastGood),
    create: (usable) => {
      displays.aimAt(usable.settings.display.target);
      brand.files = usable.brand.files;
      return createKioskOn(usable, logger);
    },
    glass: current,
    hasRoom: () => hasRoom(directory),
    clock: systemClock,
    logger,
    say: (line) => process.stderr.write(`topper: ${line}\n`),
  });
}

async function setupGlass(
  kiosk: CurrentKiosk,
  brand: BrandInUse,
  displays: DisplayWatch,
  served: () => void,
  logger: Logger,
): Promise<Glass> {
  // A partition in memory: the glass leaves nothing on the disk [no-personal-data].
  const glassSession = session.fromPartition('glass', { cache: false });
  await serveGlass(glassSession, path.join(app.getAppPath(), 'dist/renderer'), (address) =>
    brand.files.get(address),
  );
  const glass = new Glass({
    session: glassSession,
    preloadFile: path.join(app.getAppPath(), 'dist/preload/preload.cjs'),
    displays,
    clock: systemClock,
    logger,
    giveUp: () => app.exit(1),
  });
  const reader = setupReader(kiosk, glass, served, logger);
  const ipc = new GlassIpc(ipcMain, () => glass.contents, logger);
  const sent = (snapshot: GlassSnapshot): GlassSnapshot => {
    glass.sent(snapshot.sequence);
    return onStandIn ? { ...snapshot, trial: 'STAND_IN' } : snapshot;
  };
  ipc.answer('glass:snapshot', () => sent(kiosk.snapshot()));
  ipc.on('glass:painted', PaintReport, (report) => {
    glass.painted(report.sequence);
    kiosk.painted(report);
    reader.painted(report);
  });
  ipc.on('glass:touched', Type.Null(), () => kiosk.touched());
  ipc.on('operator:act', OperatorAction, (action) => kiosk.operator(action));
  kiosk.onSnapshot((snapshot) => ipc.push('glass:update', sent(snapshot)));
  glass.open();
  return glass;
}

/** What is on the glass is proven by reading it [verbatim-code]. */
function setupReader(kiosk: CurrentKiosk, glass: Glass, served: () => void, logger: Logger): GlassReader {
  return new GlassReader({
    snapshot: () => kiosk.snapshot(),
    capture: async (place, shrink) => glass.capture(place, shrink),
    decode: textOn,
    tell: (sequence, reading) => {
      if (reading === 'match') served();
      kiosk.glassRead(sequence, reading);
    },
    clock: systemClock,
    logger,
  });
}

function setupPower(kiosk: CurrentKiosk): void {
  powerSaveBlocker.start('prevent-display-sleep');
  powerMonitor.on('resume', () => kiosk.resumed());
}

function setupEnd(keeper: KioskKeeper, glass: Glass): void {
  let ending = false;
  app.on('window-all-closed', () => undefined); // The glass comes back; only a quit ends the process.
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    glass.close();
    void keeper.stop().finally(() => app.exit(0));
  });
}

function end(code: number, line: string): never {
  (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  return process.exit(code);
}

async function run(): Promise<void> {
  setupArguments();
  setupDataDirectory();
  // As root (a developer's container) Chromium runs only without its sandbox, and dies when told both.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Without a usable GPU an accelerated canvas waits for an answer of this process each time one is drawn: at a code's
  // expiry the renderer would hang with us [blank-by-itself]. The glass is still most of the time; it needs no GPU.
  app.disableHardwareAcceleration();
  // Chromium's network service has nothing to do here: the glass has no network, and the link is not Chromium's. A process of
  // its own would take 28 MiB.
  app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2');
  registerGlassScheme();
  const logger = createLogger(app.getVersion(), pino.destination(1));
  setupLastResort(logger);
  setupSingleInstance(logger);
  confineAll(logger);
  await app.whenReady();
  const current = new CurrentKiosk(stillOnGlass({ kind: 'starting' }));
  const displays = new DisplayWatch(new TopperMemory(app.getPath('userData'), logger), logger);
  const brand: BrandInUse = { files: new Map() };
  const keeper = setupKeeper(current, brand, displays, logger);
  // The window first: its process starts while this one reads the settings and opens the journal.
  const glass = await setupGlass(current, brand, displays, () => keeper.served(), logger);
  keeper.start();
  setupPower(current);
  setupEnd(keeper, glass);
}

void run();
