/**
 * Runs one command in a small virtual machine that sees this computer's files, read-only, and whose kernel has /dev/uhid
 * and hidraw. Emulated in software, so that it works where there is no hardware virtualisation either.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureDebianPackages } from '../../../tools/debian.ts';
import { toStderr } from '../../../tools/progress.ts';
import { SetupError } from '../../../tools/setup-error.ts';
import { ensureGuestImage, type GuestImage } from './image.ts';

const MEMORY_MIB = 1_536;
/**
 * One, on one emulating thread. With two, each emulated by a thread of its own, Node's compiled code now and then
 * crashed at its start: 3 of 45 starts died of a segmentation fault.
 */
const CORES = 1;

export interface GuestCommand {
  /** Program and arguments, as on this computer. */
  command: readonly string[];
  cwd: string;
  /** A guest that writes nothing for this long is stuck, and is switched off. */
  silenceMs: number;
  /** Each line that the command writes. */
  onLine(line: string): void;
}

/** @returns the exit code of the command. @throws {SetupError} when the guest cannot be had, or does not end in time. */
export async function runInGuest(options: GuestCommand): Promise<number> {
  if (process.arch !== 'x64' || !existsSync('/etc/debian_version')) {
    throw new SetupError('HID guest not run: it is made of Debian packages for x86-64.', { exitCode: 1 });
  }
  await ensureDebianPackages([['qemu-system-x86'], ['libusb-1.0-0'], ['libudev1']]);
  const image = await ensureGuestImage(toStderr);
  const scratch = await mkdtemp(path.join(tmpdir(), 'hid-guest-'));
  try {
    const script = path.join(scratch, 'run');
    await writeFile(script, scriptOf(options));
    return await boot(image, script, options);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function scriptOf({ command, cwd }: GuestCommand): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return `cd ${quoted(cwd)} && HOME=/tmp NO_COLOR=1 exec ${command.map(quoted).join(' ')}\n`;
}

async function boot(image: GuestImage, script: string, options: GuestCommand): Promise<number> {
  // It ends with us, however we end.
  const qemu = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuArguments(image, script)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const errors: string[] = [];
  qemu.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const switchOff = (): void => void qemu.kill('SIGKILL');
  let silence = setTimeout(switchOff, options.silenceMs);
  let begun = false;
  let exitCode: number | undefined;
  const lines = createInterface({ input: qemu.stdout }).on('line', (line) => {
    clearTimeout(silence);
    silence = setTimeout(switchOff, options.silenceMs);
    const code = /^guest: exit (\d+)/.exec(line)?.[1];
    if (code !== undefined) exitCode = Number(code);
    else if (begun && exitCode === undefined) options.onLine(line);
    // What comes before is the firmware and the kernel booting.
    begun ||= line.endsWith('guest: begin');
  });
  await Promise.all([once(qemu, 'close'), once(lines, 'close')]);
  clearTimeout(silence);
  if (exitCode === undefined) {
    throw new SetupError(`The HID guest did not come to its end. ${errors.join('').trim()}`, { exitCode: 1 });
  }
  return exitCode;
}

function qemuArguments(image: GuestImage, script: string): string[] {
  const options = [
    ['-accel', 'tcg,thread=single', '-cpu', 'max', '-smp', String(CORES), '-m', String(MEMORY_MIB)],
    ['-nographic', '-vga', 'none', '-nic', 'none', '-no-reboot'],
    ['-kernel', image.kernel, '-initrd', image.initramfs],
    ['-append', `console=ttyS0 quiet panic=-1 topper.run=${script}`],
    ['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'],
  ];
  return options.flat();
}
