/** What the packaged kiosk consists of: the built kiosk and the modules that cannot be bundled, and nothing else. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';

/** Loaded from node_modules at run time because of their native code; see `MAIN_EXTERNALS` of the build. */
const NATIVE_MODULES = ['libsql', 'node-hid'];

/** What a kiosk that runs on the stand-in Electron is called. */
export const STAND_IN_NAME = 'Topper Stand-In';

interface Manifest {
  name: string;
  version: string;
  description: string;
  main: string;
  license: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * Lays the application out under `directory`, for a target platform and architecture as Node names them.
 * @param standIn it runs on the stand-in Electron, and has to say so.
 */
export async function stageApplication(
  directory: string,
  platform: string,
  arch: string,
  standIn: boolean,
): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(path.join(directory, 'dist'), { recursive: true });
  for (const part of ['main', 'preload', 'renderer']) {
    await cp(path.join(CHECKOUT, 'dist', part), path.join(directory, 'dist', part), { recursive: true });
  }
  const { name, version, description, main, license, dependencies } = await manifest(CHECKOUT);
  const kept = Object.fromEntries(NATIVE_MODULES.map((module) => [module, dependencies?.[module] ?? '*']));
  await writeFile(
    path.join(directory, 'package.json'),
    JSON.stringify(
      {
        name,
        version,
        description,
        license,
        author: 'Topper',
        homepage: 'https://topper.invalid',
        type: 'module',
        main,
        ...(standIn ? { productName: STAND_IN_NAME, standIn } : {}),
        dependencies: kept,
      },
      null,
      2,
    ),
  );
  for (const module of await closure(NATIVE_MODULES)) {
    await cp(path.join(CHECKOUT, 'node_modules', module), path.join(directory, 'node_modules', module), {
      recursive: true,
      filter: (source) =>
        isNeeded(path.relative(path.join(CHECKOUT, 'node_modules'), source), platform, arch),
    });
  }
}

/** The modules and all that they depend on, as far as it is installed (prebuilt binaries are optional). */
async function closure(modules: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const pending = [...modules];
  for (let module = pending.pop(); module !== undefined; module = pending.pop()) {
    if (found.has(module)) continue;
    const read = await manifest(path.join(CHECKOUT, 'node_modules', module)).catch(() => null);
    if (read === null) continue;
    found.add(module);
    pending.push(...Object.keys({ ...read.dependencies, ...read.optionalDependencies }));
  }
  return found;
}

/** Not the sources of native code, nor binaries for other machines. */
function isNeeded(file: string, platform: string, arch: string): boolean {
  const [scopeOrName = '', second = '', third = ''] = file.split(path.sep).join('/').split('/');
  if (scopeOrName === '@libsql' && second !== '')
    return second === `${platform}-${arch}-gnu` || second === `${platform}-${arch}`;
  if (scopeOrName === 'node-addon-api') return file === scopeOrName || second === 'package.json';
  if (scopeOrName !== 'node-hid') return true;
  if (['hidapi', 'src', 'binding.gyp'].includes(second)) return false;
  return (
    second !== 'prebuilds' || third === '' || new RegExp(`^HID(_hidraw)?-${platform}-${arch}$`).test(third)
  );
}

async function manifest(directory: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as Manifest;
}
