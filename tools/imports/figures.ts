/** The sizes of the files of each room. */
import { roomOf } from './paths.ts';
import type { SourceFile } from './source-files.ts';

export interface Figures {
  readonly room: string;
  readonly files: number;
  readonly medianLines: number;
  readonly largestLines: number;
  readonly largest: string;
  readonly under20Lines: number;
}

export function figuresOf(sources: readonly SourceFile[]): Figures[] {
  const rooms = new Set(sources.map(({ file }) => roomOf(file)));
  return [...rooms, 'all'].map((room) => {
    const sizes = sources
      .filter(({ file }) => room === 'all' || roomOf(file) === room)
      .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .toSorted((a, b) => a.lines - b.lines);
    return {
      room,
      files: sizes.length,
      medianLines: sizes[Math.floor(sizes.length / 2)]?.lines ?? 0,
      largestLines: sizes.at(-1)?.lines ?? 0,
      largest: sizes.at(-1)?.file ?? '',
      under20Lines: sizes.filter(({ lines }) => lines < 20).length,
    };
  });
}
