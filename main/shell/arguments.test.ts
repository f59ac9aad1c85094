import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the command line', () => {
  it('takes its own options and leaves the others to Chromium', () => {
    expect(parseArguments(['--user-data-dir=/data', '--ozone-platform=x11'], true)).toEqual({ kind: 'run' });
    expect(parseArguments(['--help'], true)).toEqual({ kind: 'help' });
  });

  it('has the application path in front when it is not packaged', () => {
    expect(parseArguments(['--inspect=0', '.', '--no-sandbox'], false)).toEqual({ kind: 'run' });
  });

  it.each([
    { given: ['stray'], packaged: true },
    { given: ['.', 'stray'], packaged: false },
    { given: ['--user-data-dir'], packaged: true },
    { given: ['--user-data-dir='], packaged: true },
  ])('refuses $given', ({ given, packaged }) => {
    expect(parseArguments(given, packaged)).toMatchObject({ kind: 'wrong' });
  });
});
