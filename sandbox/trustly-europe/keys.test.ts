import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openKeys, PRIVATE_KEY_FILE, PUBLIC_KEY_FILE } from './keys.ts';

test('the pair is made once, the private half for nobody else, the public half beside it', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'topper-europe-'));
  try {
    const first = openKeys(directory, { privateKey: null, merchantKey: null });
    const again = openKeys(directory, { privateKey: null, merchantKey: null });
    expect(again.own.equals(first.own)).toBe(true);
    expect(first.merchant).toBeNull();
    const published = createPublicKey(readFileSync(path.join(directory, PUBLIC_KEY_FILE)));
    expect(published.equals(createPublicKey(first.own))).toBe(true);
    if (process.platform !== 'win32') {
      expect(statSync(path.join(directory, PRIVATE_KEY_FILE)).mode & 0o077).toBe(0);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
