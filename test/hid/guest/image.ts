/**
 * What the guest boots: Debian's kernel, and a first file system in memory with busybox and the modules for HID in user
 * space. Fetched with apt, unpacked, never installed; kept in the user's cache.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { capture } from '../../../tools/command.ts';
import { cacheDirectory } from '../../../tools/checkout.ts';
import { type Report, withProgress } from '../../../tools/progress.ts';
import { SetupError } from '../../../tools/setup-error.ts';

export interface GuestImage {
  /** Paths of the kernel and of the initial file system. */
  kernel: string;
  initramfs: string;
}

/** In the order in which they load. */
const MODULES = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'netfs',
  'fscache',
  '9pnet',
  '9pnet_virtio',
  '9p',
  'overlay',
  'hid',
  'hid-generic',
  'uhid',
];

const INIT = path.join(import.meta.dirname, 'init.sh');
const KERNEL_PACKAGE = 'linux-image-amd64';
const BUSYBOX_PACKAGE = 'busybox-static';

/** Fetches and builds it when it is not in the cache. @throws {SetupError} */
export async function ensureGuestImage(report: Report): Promise<GuestImage> {
  const version = createHash('sha256')
    .update(await readFile(INIT))
    .digest('hex')
    .slice(0, 8);
  const directory = path.join(cacheDirectory(), `hid-guest-${version}`);
  const image = {
    kernel: path.join(directory, 'vmlinuz'),
    initramfs: path.join(directory, 'initramfs.cpio'),
  };
  if (await isThere(directory)) return image;
  await withProgress(report, 'Fetching a kernel for the HID guest', async () => {
    await mkdir(path.dirname(directory), { recursive: true });
    const scratch = await mkdtemp(`${directory}.`);
    try {
      await build(scratch);
      await rename(path.join(scratch, 'image'), directory);
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
  return image;
}

async function isThere(directory: string): Promise<boolean> {
  const parent: string[] = await readdir(path.dirname(directory)).catch(() => []);
  return parent.includes(path.basename(directory));
}

async function build(scratch: string): Promise<void> {
  const kernel = await dependencyOf(KERNEL_PACKAGE);
  await must('apt-get', ['-q', 'download', kernel, BUSYBOX_PACKAGE], scratch);
  const files = path.join(scratch, 'files');
  for (const name of (await readdir(scratch)).filter((name) => name.endsWith('.deb'))) {
    await must('dpkg', ['-x', name, files], scratch);
  }
  const image = path.join(scratch, 'image');
  await mkdir(image);
  const boot = await readdir(path.join(files, 'boot'));
  const vmlinuz = boot.find((name) => name.startsWith('vmlinuz-'));
  if (vmlinuz === undefined) throw new SetupError(`there is no kernel in ${kernel}`, { exitCode: 1 });
  await cp(path.join(files, 'boot', vmlinuz), path.join(image, 'vmlinuz'));
  await writeFile(path.join(image, 'initramfs.cpio'), await initramfs(scratch, files));
}

/** The package that a meta package stands for. */
async function dependencyOf(name: string): Promise<string> {
  const { stdout } = await capture('apt-cache', ['depends', '--important', name]);
  const dependency = /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
  if (dependency === undefined) {
    throw new SetupError(`apt does not know ${name}; run: apt-get update`, { exitCode: 1 });
  }
  return dependency;
}

async function initramfs(scratch: string, files: string): Promise<Buffer> {
  const root = path.join(scratch, 'initramfs');
  await mkdir(path.join(root, 'bin'), { recursive: true });
  await mkdir(path.join(root, 'modules'));
  const busybox = path.join(root, 'bin', 'busybox');
  await cp(path.join(files, 'bin', 'busybox'), busybox);
  await cp(INIT, path.join(root, 'init'));
  await must('chmod', ['755', path.join(root, 'init'), busybox], scratch);

  const all = await readdir(path.join(files, 'lib', 'modules'), { recursive: true });
  for (const module of MODULES) {
    const found = all.find((file) => path.basename(file) === `${module}.ko`);
    // Some kernels have some of these built in.
    if (found !== undefined) {
      await cp(path.join(files, 'lib', 'modules', found), path.join(root, 'modules', `${module}.ko`));
    }
  }
  const order = MODULES.filter((module) => all.some((file) => path.basename(file) === `${module}.ko`));
  await writeFile(path.join(root, 'modules', 'order'), `${order.join('\n')}\n`);

  const archive = path.join(scratch, 'initramfs.cpio');
  await must('sh', ['-c', `find . | ./bin/busybox cpio -o -H newc > ${archive}`], root);
  return readFile(archive);
}

async function must(file: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await capture(file, args, { cwd });
  if (code !== 0) throw new SetupError(`${file} ${args[0] ?? ''} failed: ${stderr.trim()}`, { exitCode: 1 });
}
