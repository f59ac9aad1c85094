/** The Debian packages that a bare system lacks. Does nothing on other systems: there it is up to the person. */
import { existsSync } from 'node:fs';
import { capture } from './command.ts';
import { type Report, toStderr, withProgress } from './progress.ts';
import { SetupError } from './setup-error.ts';

const SHOWN_LINES = 20;

/** One need: the names under which Debian's releases have it, newest last. */
export type DebianPackage = readonly [string, ...string[]];

/** The libraries of Electron itself, and those of node-hid. */
export const ELECTRON_PACKAGES: readonly DebianPackage[] = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libxss1'],
  ['libxtst6'],
  ['libdrm2'],
  ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  ['libcups2', 'libcups2t64'],
  ['libxkbcommon0'],
  ['libxcomposite1'],
  ['libxdamage1'],
  ['libxrandr2'],
  ['libpango-1.0-0'],
  ['libusb-1.0-0'],
  ['libudev1'],
];

/** A display where there is no screen. Kiosk mode fills it only under a window manager. */
export const DISPLAY_PACKAGES: readonly DebianPackage[] = [['xvfb'], ['openbox']];

/** The player's phone, in tests: Chromium without a desktop's window, which takes a third of the processor time. */
export const PHONE_PACKAGES: readonly DebianPackage[] = [['chromium-headless-shell']];

/** Two displays that can be unplugged, without hardware, in tests. */
export const TWO_DISPLAYS_PACKAGES: readonly DebianPackage[] = [
  ['xserver-xorg-core'],
  ['xserver-xorg-video-dummy'],
  ['x11-xserver-utils'],
];

/** A computer whose kernel has HID devices without hardware, in tests. */
export const VIRTUAL_MACHINE_PACKAGES: readonly DebianPackage[] = [
  ['qemu-system-x86'],
  ['libusb-1.0-0'],
  ['libudev1'],
];

/** What the kiosk needs here: its libraries, and a display where none is set. */
export function kioskPackages(environment: NodeJS.ProcessEnv = process.env): readonly DebianPackage[] {
  return environment['DISPLAY'] ? ELECTRON_PACKAGES : [...ELECTRON_PACKAGES, ...DISPLAY_PACKAGES];
}

/**
 * Installs what is missing when we are root.
 * @throws {SetupError} otherwise, with the one line to run.
 */
export async function ensureDebianPackages(
  packages: readonly DebianPackage[] = kioskPackages(),
  report: Report = toStderr,
): Promise<void> {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return;
  const installed = await installedPackages(packages.flat());
  const missing = packages.filter((names) => !names.some((name) => installed.has(name)));
  if (missing.length === 0) return;

  if (process.getuid?.() !== 0) {
    const wanted = await availableNames(missing);
    throw new SetupError(
      `Debian packages are missing; run: sudo apt-get install -y --no-install-recommends ${wanted.join(' ')}`,
    );
  }
  await withProgress(report, `Installing ${missing.length} Debian packages`, async () => {
    await apt(['update']);
    await apt(['install', '-y', '--no-install-recommends', ...(await availableNames(missing))]);
  });
}

async function installedPackages(names: readonly string[]): Promise<Set<string>> {
  const { stdout } = await capture('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...names]);
  return new Set(
    stdout
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status === 'installed')
      .map(([name]) => name ?? ''),
  );
}

/** The name that this release of Debian knows, for each need. */
async function availableNames(packages: readonly DebianPackage[]): Promise<string[]> {
  const { stdout } = await capture('apt-cache', ['--generate', 'pkgnames']);
  const known = new Set(stdout.split('\n'));
  return packages.map((names) => names.findLast((name) => known.has(name)) ?? names[0]);
}

/** Asks no questions. What apt has to say is shown only when it fails. */
async function apt(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, stdout, stderr } = await capture(
    'apt-get',
    ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args],
    { env },
  );
  if (code === 0) return;
  const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-SHOWN_LINES).join('\n');
  throw new SetupError(`${tail}\napt-get ${args[0] ?? ''} failed (${code}).`, { exitCode: 1 });
}
