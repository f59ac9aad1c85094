import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyNoLock } from './instance-lock.ts';

let directory: string;
const lock = (holder: string): void => symlinkSync(holder, path.join(directory, 'SingletonLock'));

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'topper-lock-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe.skipIf(process.platform === 'win32')('a lock that was refused', () => {
  it('is another kiosk’s where its process lives', () => {
    lock(`${hostname()}-${process.pid}`);
    expect(whyNoLock(directory)).toBeNull();
  });

  it('is none where the disk takes none', () => {
    expect(whyNoLock(directory)).toBe(`${directory} takes no lock: it is full, read-only or failing`);
  });

  it('is one that was left behind where the process is gone, or the machine had another name', () => {
    const { pid } = spawnSync('true');
    lock(`${hostname()}-${pid}`);
    expect(whyNoLock(directory)).toContain('was left behind by');
    rmSync(path.join(directory, 'SingletonLock'));
    lock(`another-host-${process.pid}`);
    expect(whyNoLock(directory)).toContain(`another-host-${process.pid}`);
  });
});
