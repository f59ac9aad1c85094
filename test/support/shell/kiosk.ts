/** The real kiosk in the real Electron, seen only from outside: its window, its process. */
import { on } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { CodeReader } from '../../../demo/desk/code-reader.ts';
import { kioskCommand } from '../../../tools/launch.ts';
import { testRuntime } from './runtime.ts';
import { HOLD_UNTIL_ATTACHED } from './hold-until-attached.ts';
import { waitFor } from '../wait.ts';

export interface KioskSettings {
  link: { url: string; asset: string; secretFile: string };
  cabinet: { kind: 'virtual'; port: number };
  [section: string]: unknown;
}

export interface Kiosk {
  readonly app: ElectronApplication;
  readonly glass: Page;
  /** What the kiosk logged so far, oldest first. */
  readonly log: readonly Record<string, unknown>[];
  /** What a phone reads off a screenshot of the window now; null when there is nothing to read. */
  code(): Promise<string | null>;
  /** Waits until a code other than `previous` can be read off the glass. */
  nextCode(previous?: string | null): Promise<string>;
  /** Resolves with the wall clock time, in milliseconds, of the kiosk's next log line of this event. */
  logs(event: string): Promise<number>;
  /** Resolves with the wall clock time, in milliseconds, at which no code was on the glass any more. */
  codeGone(): Promise<number>;
  /** Waits until the glass shows this text. */
  says(text: string | RegExp): Promise<void>;
  /** SIGKILL of the main process: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** The mode that the kiosk wants, whatever the umask of the person who runs the tests. */
const OWNER_ONLY = { mode: 0o600 };

/** @param settings null leaves the settings file as it is. */
export async function startKiosk(directory: string, settings: KioskSettings | null): Promise<Kiosk> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (settings !== null)
    await writeFile(join(directory, 'settings.json'), JSON.stringify(settings), OWNER_ONLY);
  const command = kioskCommand(await testRuntime(), [`--user-data-dir=${directory}`]);
  const app = await _electron.launch({
    executablePath: command.file,
    args: [...HOLD_UNTIL_ATTACHED, ...command.args],
    env: defined(command.env),
  });
  const log: Record<string, unknown>[] = [];
  const { stdout } = app.process();
  if (stdout === null) throw new Error('the kiosk has no standard output');
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('{')) log.push(JSON.parse(line) as Record<string, unknown>);
  });
  const glass = await app.firstWindow();

  const reader = await CodeReader.load();
  const code = async (): Promise<string | null> =>
    (await reader.read(await glass.screenshot()))?.text ?? null;
  return {
    app,
    glass,
    log,
    code,
    nextCode: (previous = null) =>
      waitFor(
        previous === null ? 'a code on the glass' : `a code on the glass other than ${previous}`,
        async () => {
          const url = await code();
          return url !== null && url !== previous && url;
        },
        { instead: async () => `${await glass.locator('body').innerText()}\n${lastLines(log)}` },
      ),
    logs: (event) => nextLogLine(app, event),
    codeGone: async () => {
      await glass.waitForFunction(() => document.querySelector('canvas') === null, undefined, {
        polling: 'raf',
      });
      return glass.evaluate(() => Date.now());
    },
    says: async (text) => {
      await glass.getByText(text).first().waitFor({ timeout: 20_000 });
    },
    async kill() {
      const closed = app.waitForEvent('close');
      app.process().kill('SIGKILL');
      await closed;
    },
    close: () => app.close(),
  };
}

async function nextLogLine(app: ElectronApplication, event: string): Promise<number> {
  const { stdout } = app.process();
  if (stdout === null) throw new Error('the kiosk has no standard output');
  for await (const [line] of on(createInterface({ input: stdout }), 'line')) {
    const fields = String(line).startsWith('{')
      ? (JSON.parse(String(line)) as { event?: string; time: number })
      : null;
    if (fields?.event === event) return fields.time;
  }
  throw new Error(`the kiosk ended without ${event}`);
}

/** Of the kiosk's log, and what time it is now, in the milliseconds since 1970 that they carry. */
function lastLines(log: readonly Record<string, unknown>[]): string {
  return [...log.slice(-40).map((line) => JSON.stringify(line)), `now ${Date.now()}`].join('\n');
}

function defined(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
