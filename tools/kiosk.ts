/** `npm run kiosk`: sets up what is missing, builds what is stale, and runs the kiosk with the arguments given. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureBuilt } from './build.ts';
import { ensureDebianPackages } from './debian.ts';
import { ensureDisplay } from './display.ts';
import { kioskCommand } from './launch.ts';
import { ensureRuntime } from './runtime.ts';
import { ensureSandbox } from './sandbox.ts';
import { runProgram } from './setup-error.ts';

const HELP = `npm run kiosk -- [options]

Runs the kiosk from this checkout. Its settings are in settings.json in its data directory.

  --user-data-dir=DIR   the data directory (default: the system's place for application data, "topper")
  --help                this text

Environment
  TOPPER_ELECTRON       an Electron executable to use instead of the one found
  DISPLAY               the X display; where there is none a virtual one is started

Other options are Chromium's and are passed on.`;

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function kiosk(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  await ensureDebianPackages();
  const runtime = await ensureRuntime();
  await ensureSandbox(runtime.executablePath);
  await ensureBuilt();
  const display = await ensureDisplay();
  try {
    const command = kioskCommand(runtime, args);
    // In a process group of its own, so that a Ctrl-C reaches it once, from us.
    const detached = process.platform !== 'win32';
    const child = spawn(command.file, command.args, { stdio: 'inherit', env: command.env, detached });
    const quit = (): void => {
      child.kill('SIGTERM');
    };
    for (const signal of ENDING) process.on(signal, quit);
    const [code] = (await once(child, 'exit')) as [number | null];
    for (const signal of ENDING) process.off(signal, quit);
    return code ?? 1;
  } finally {
    await display.stop();
  }
}

await runProgram(() => kiosk(process.argv.slice(2)));
