/** The board's memory chip as a file: a whole new image, flushed, then renamed over the old one. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Compile } from 'typebox/compile';
import { BoardMemory, type MemoryChip } from './memory.ts';

const validator = Compile(BoardMemory);

export function chipInFile(path: string): MemoryChip {
  return {
    read() {
      const text = readIfThere(path);
      if (text === undefined) return undefined;
      const image: unknown = JSON.parse(text);
      if (!validator.Check(image)) throw new Error(`${path} is not the memory of a virtual cabinet`);
      return image;
    },
    write(memory) {
      mkdirSync(dirname(path), { recursive: true });
      const fresh = `${path}.new`;
      const file = openSync(fresh, 'w', 0o600);
      writeSync(file, JSON.stringify(memory));
      fsyncSync(file);
      closeSync(file);
      renameSync(fresh, path);
      const folder = openSync(dirname(path), 'r');
      fsyncSync(folder);
      closeSync(folder);
    },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
