import { describe, expect, it } from 'vitest';
import { SetupError } from '../../tools/setup-error.ts';
import { readOptions } from './options.ts';

describe('the command line of the benchmark', () => {
  it('writes the document only when everything is measured in full size', () => {
    expect(readOptions([]).write).toBe(true);
    expect(readOptions(['--quick']).write).toBe(false);
    expect(readOptions(['approval']).write).toBe(false);
    expect(readOptions(['--quick', '--write']).write).toBe(true);
    expect(readOptions(['--resume', 'approval'])).toMatchObject({ write: true, resume: true });
    expect(readOptions(['--no-write']).write).toBe(false);
  });

  it('starts a virtual machine only in full size, or when asked', () => {
    const hidraw = (...args: string[]) => readOptions(args).sizes.hidraw;
    expect([hidraw(), hidraw('--quick'), hidraw('--quick', '--hidraw'), hidraw('--no-hidraw')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('takes sizes in any order, and none out of range', () => {
    expect(readOptions(['--rows', '1000000,1000']).sizes.rows).toEqual([1_200, 1_000_000]);
    for (const wrong of [['--rows', '10'], ['--kiosks', '10001'], ['--in-flight', 'many'], ['--fast']])
      expect(() => readOptions(wrong)).toThrow(SetupError);
  });
});
