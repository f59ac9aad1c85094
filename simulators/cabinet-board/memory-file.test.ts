import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialMemory } from './memory.ts';
import { chipInFile } from './memory-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memory-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the memory chip in a file', () => {
  it('gives back what was written last', () => {
    const path = join(directory, 'deep', 'memory.json');
    const memory = initialMemory('0123abcd', 6);
    chipInFile(path).write(memory);
    chipInFile(path).write({ ...memory, lastEventId: 7 });
    expect(chipInFile(path).read()).toEqual({ ...memory, lastEventId: 7 });
  });

  it('holds nothing before the first writing', () => {
    expect(chipInFile(join(directory, 'none')).read()).toBeUndefined();
  });

  it.each(['', '{"memoryId":"01', '{"memoryId":"0123abcd"}'])('does not take %j for a memory', (text) => {
    const path = join(directory, 'memory.json');
    writeFileSync(path, text);
    expect(() => chipInFile(path).read()).toThrow();
  });
});
