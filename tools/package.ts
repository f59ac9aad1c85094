/**
 * `npm run package`: the kiosk as it is installed. Makes the unpacked application, and deb and AppImage where that is
 * possible.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Arch, build, type Configuration, Platform } from 'electron-builder';
import { ensureBuilt } from './build.ts';
import { CHECKOUT } from './checkout.ts';
import { withProgress, toStderr } from './progress.ts';
import { ensureOfficialRuntime, ensureRuntime, type Runtime } from './runtime.ts';
import { runProgram, SetupError } from './setup-error.ts';
import { STAND_IN_NAME, stageApplication } from './package/stage.ts';

const HELP = `npm run package [-- --dir] [--stand-in]

Builds the kiosk into release/: the unpacked application, and on Linux a deb and an AppImage where the tools for
them can be fetched.

  --dir        the unpacked application only
  --stand-in   where the official Electron cannot be had: package what runs the demo here. Such a kiosk is for trials;
               its name and its glass say so`;

const OPTIONS: readonly string[] = ['--dir', '--stand-in'];

/** How a download fails where there is no way to the servers. */
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT/;

async function packageKiosk(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const unknown = args.find((argument) => !OPTIONS.includes(argument));
  if (unknown !== undefined) throw new SetupError(`unknown argument "${unknown}"; see --help`);
  const runtime = await (args.includes('--stand-in') ? ensureRuntime() : ensureOfficialRuntime());
  await ensureBuilt();
  const standIn = runtime.kind === 'stand-in';
  await stageApplication(path.join(CHECKOUT, 'release', 'staging'), process.platform, process.arch, standIn);
  await withProgress(toStderr, 'Packaging the application', () => buildTargets(runtime, ['dir']));
  if (args.includes('--dir') || process.platform !== 'linux') return 0;
  for (const target of ['deb', 'AppImage']) await tryTarget(runtime, target);
  return 0;
}

/** electron-builder fetches the tools for these; without them the unpacked application is still whole. */
async function tryTarget(runtime: Runtime, target: string): Promise<void> {
  try {
    await withProgress(toStderr, `Packaging as ${target}`, () => buildTargets(runtime, [target]));
  } catch (error) {
    if (!(error instanceof Error) || !UNREACHABLE.test(error.message)) throw error;
    console.error(`  not built: the tools for ${target} cannot be reached from here (${error.message})`);
  }
}

async function buildTargets(runtime: Runtime, targets: string[]): Promise<void> {
  const config: Configuration = {
    extends: path.join(CHECKOUT, 'electron-builder.yml'),
    electronDist: path.dirname(runtime.executablePath),
    electronVersion: runtime.version,
    ...(runtime.kind === 'stand-in' ? { productName: STAND_IN_NAME } : {}),
    // The runtime's own default app is not needed; the fuses prevent it from being loaded.
    afterPack: ({ appOutDir }) => rm(path.join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
  };
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
  await build({
    projectDir: CHECKOUT,
    targets: Platform.current().createTarget(targets, arch),
    config,
    publish: 'never',
  });
}

await runProgram(() => packageKiosk(process.argv.slice(2)));
