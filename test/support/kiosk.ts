/** The real kiosk in the real Electron, seen only from outside: its window, its process. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { kioskCommand } from '../../tools/launch.ts';
import { ensureRuntime } from '../../tools/runtime.ts';
import { decodeQr } from './qr.ts';
import { waitFor } from './wait.ts';

export interface KioskSettings {
  link: { url: string; asset: string; secretFile: string };
  cabinet: { kind: 'virtual'; port: number };
  [section: string]: unknown;
}

export interface Kiosk {
  readonly app: ElectronApplication;
  readonly glass: Page;
  /** What a phone reads off a screenshot of the window now; null when there is nothing to read. */
  code(): Promise<string | null>;
  /** Waits until a code other than `previous` can be read off the glass. */
  nextCode(previous?: string | null): Promise<string>;
  /** Waits until the glass shows this text. */
  says(text: string | RegExp): Promise<void>;
  /** SIGKILL of the main process: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function startKiosk(directory: string, settings: KioskSettings): Promise<Kiosk> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'settings.json'), JSON.stringify(settings));
  const command = kioskCommand(await ensureRuntime(), [`--user-data-dir=${directory}`]);
  const app = await _electron.launch({
    executablePath: command.file,
    args: command.args,
    env: defined(command.env),
  });
  const glass = await app.firstWindow();

  const code = async (): Promise<string | null> => decodeQr(await glass.screenshot());
  return {
    app,
    glass,
    code,
    nextCode: (previous = null) =>
      waitFor('a code on the glass', async () => {
        const url = await code();
        return url !== null && url !== previous && url;
      }),
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

function defined(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
