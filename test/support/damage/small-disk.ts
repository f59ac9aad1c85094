/** A disk of a few megabytes that can be filled up and made read-only; a real one, which takes root. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { capture } from '../../../tools/command.ts';

export const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0;

const PIECE = Buffer.alloc(64 * 1024);

export class SmallDisk {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** @param megabytes what it holds. */
  static async mount(directory: string, megabytes = 16): Promise<SmallDisk> {
    await mkdir(directory, { recursive: true });
    await mount(['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', directory]);
    return new SmallDisk(directory);
  }

  /** To the last byte. */
  async fill(): Promise<void> {
    for (let piece = 0; ; piece += 1) {
      try {
        await writeFile(path.join(this.directory, `filler-${piece}`), PIECE);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
        throw error;
      }
    }
  }

  async makeRoom(): Promise<void> {
    await capture('find', [this.directory, '-name', 'filler-*', '-delete']);
  }

  async makeReadOnly(): Promise<void> {
    await mount(['-o', 'remount,ro', this.directory]);
  }

  async makeWritable(): Promise<void> {
    await mount(['-o', 'remount,rw', this.directory]);
  }

  async unmount(): Promise<void> {
    await capture('umount', ['--lazy', this.directory]);
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function mount(args: readonly string[]): Promise<void> {
  const { code, stderr } = await capture('mount', args);
  if (code !== 0) throw new Error(stderr);
}
