/**
 * The kiosk's Electron process: it gives the kiosk core (main/kiosk.ts) its ports, shows its snapshots on a glass that
 * is confined (S4) and recovers, and decides nothing about money or codes. Read it as the list of its phases.
 */
import path from 'node:path';
import { app, powerMonitor, powerSaveBlocker, session } from 'electron';
import type { Logger } from 'pino';
import { Type } from 'typebox';
import { createCabinet } from '../../hardware/index.ts';
import { type GlassSnapshot, PaintReport } from '../../preload/contract.ts';
import { OperatorAction } from '../../preload/operator.ts';
import { systemClock } from '../clock/system-clock.ts';
import { beginNewJournal } from '../journal/begin-new-journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import type { Kiosk } from '../kiosk-ports.ts';
import { createKiosk } from '../kiosk.ts';
import { AuditFile } from '../operator/audit-file.ts';
import { dialBridge } from '../link/web-socket.ts';
import { readLinkCredentials, type LinkCredentials } from '../settings/link-credentials.ts';
import { SettingsError } from '../settings/parse-settings.ts';
import { HELP, parseArguments } from './arguments.ts';
import { confineAll } from './confinement.ts';
import { DisplayWatch } from './display-watch.ts';
import { Glass } from './glass.ts';
import { GlassIpc } from './ipc.ts';
import { createLogger } from './log.ts';
import { Decoder } from './reading/decoder.ts';
import { GlassReader } from './reading/glass-reader.ts';
import { registerGlassScheme, serveGlass } from './scheme.ts';
import { TopperMemory } from './topper-memory.ts';
import { type LoadedSettings, loadSettings } from './settings-file.ts';

const clock = systemClock();

/** A wrong or missing setting; what ends the process with 1 is our own fault. */
const EXIT_SETTINGS = 2;

function setupArguments(): void {
  const given = parseArguments(process.argv.slice(1), app.isPackaged);
  if (given.kind === 'help') end(0, HELP);
  if (given.kind === 'wrong') end(EXIT_SETTINGS, `topper: ${given.problem}`);
}

function setupSingleInstance(): void {
  if (!app.requestSingleInstanceLock()) {
    end(1, `topper: another kiosk already uses ${app.getPath('userData')}`);
  }
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

function setupSettings(logger: Logger): LoadedSettings & { credentials: LinkCredentials } {
  try {
    const loaded = loadSettings(app.getPath('userData'));
    if (loaded.rejected !== null) logger.error({ file: loaded.file }, loaded.rejected);
    return { ...loaded, credentials: readLinkCredentials(loaded.settings.link) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return end(EXIT_SETTINGS, `topper: ${error.message}`);
  }
}

function setupKiosk({ settings, credentials }: ReturnType<typeof setupSettings>, logger: Logger): Kiosk {
  const directory = app.getPath('userData');
  const journalFile = path.join(directory, 'journal.sqlite');
  const kiosk = createKiosk({
    settings,
    dial: dialBridge(settings.link, credentials),
    cabinet: createCabinet(settings.cabinet, logger),
    journal: openJournal(journalFile, clock),
    audit: new AuditFile(path.join(directory, 'operator-log.jsonl')),
    beginNewJournal: () => void startAnew(),
    clock,
    random: Math.random,
    logger,
    product: { version: app.getVersion(), runtime: `Electron ${process.versions.electron}` },
  });
  /** The old journal is let go before its file is moved; what keeps the kiosk running starts it on the new one. */
  async function startAnew(): Promise<void> {
    await kiosk.stop();
    const { aside, problem } = beginNewJournal(journalFile, clock);
    logger.warn({ event: 'journal.begun', aside, err: problem }, 'ends to be started anew');
    app.exit(0);
  }
  return kiosk;
}

async function setupGlass(
  kiosk: Kiosk,
  settings: LoadedSettings['settings'],
  logger: Logger,
): Promise<Glass> {
  // A partition in memory: the glass leaves nothing on the disk (S1).
  const glassSession = session.fromPartition('glass', { cache: false });
  await serveGlass(glassSession, path.join(app.getAppPath(), 'dist/renderer'));
  const glass = new Glass({
    session: glassSession,
    preloadFile: path.join(app.getAppPath(), 'dist/preload/preload.cjs'),
    displays: new DisplayWatch(settings.display.target, new TopperMemory(app.getPath('userData')), logger),
    clock,
    logger,
    giveUp: () => app.exit(1),
  });
  const reader = setupReader(kiosk, glass, logger);
  const ipc = new GlassIpc(() => glass.contents, logger);
  const sent = (snapshot: GlassSnapshot): GlassSnapshot => {
    glass.sent(snapshot.sequence);
    return snapshot;
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

/** What is on the glass is proven by reading it (G2). */
function setupReader(kiosk: Kiosk, glass: Glass, logger: Logger): GlassReader {
  const decoder = new Decoder({
    worker: path.join(import.meta.dirname, 'decoder-worker.js'),
    wasm: path.join(import.meta.dirname, 'zxing_reader.wasm'),
  });
  return new GlassReader({
    snapshot: () => kiosk.snapshot(),
    capture: () => glass.capture(),
    decode: (picture) => decoder.decode(picture),
    tell: (sequence, reading) => kiosk.glassRead(sequence, reading),
    clock,
    logger,
  });
}

function setupPower(kiosk: Kiosk): void {
  powerSaveBlocker.start('prevent-display-sleep');
  powerMonitor.on('resume', () => kiosk.resumed());
}

function setupEnd(kiosk: Kiosk, glass: Glass): void {
  let ending = false;
  app.on('window-all-closed', () => undefined); // The glass comes back; only a quit ends us.
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    glass.close();
    void kiosk.stop().finally(() => app.exit(0));
  });
}

function end(code: number, line: string): never {
  (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  return process.exit(code);
}

async function run(): Promise<void> {
  setupArguments();
  // As root (a developer's container) Chromium runs only without its sandbox, and dies when told both.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Without a usable GPU an accelerated canvas waits for an answer of this process each time one is drawn: at a code's
  // expiry the renderer would hang with us (G3). The glass is still most of the time; it needs no GPU.
  app.disableHardwareAcceleration();
  registerGlassScheme();
  setupSingleInstance();
  const logger = createLogger(app.getVersion());
  setupLastResort(logger);
  const settings = setupSettings(logger);
  confineAll(logger);
  await app.whenReady();
  const kiosk = setupKiosk(settings, logger);
  const glass = await setupGlass(kiosk, settings.settings, logger);
  setupPower(kiosk);
  setupEnd(kiosk, glass);
  kiosk.start();
}

void run();
