import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the command line', () => {
  it('takes its own options and, from a checkout, leaves the others to Chromium', () => {
    expect(parseArguments(['.', '--user-data-dir=/data', '--remote-debugging-port=0'], false)).toEqual({
      kind: 'run',
    });
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

  it('of an installed kiosk has its own options and no others', () => {
    const own = ['--user-data-dir=/data', '--ozone-platform=x11', '--force-device-scale-factor=2'];
    expect(parseArguments(own, true)).toEqual({ kind: 'run' });
  });

  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '-remote-debugging-port=9222',
    '--inspect',
    '--inspect-brk=0',
    '--js-flags=--allow-natives-syntax',
    '--no-sandbox',
    '--disable-web-security',
    '--ignore-certificate-errors',
    '--proxy-server=127.0.0.1:1',
    '--renderer-cmd-prefix=true',
    '--load-extension=/tmp',
    '-r',
    '--',
    '--user-data-directory=/data',
  ])('of an installed kiosk refuses %s', (argument) => {
    expect(parseArguments(['--user-data-dir=/data', argument], true)).toMatchObject({
      kind: 'wrong',
      problem: expect.stringContaining(`does not take ${argument.replace(/=.*/, '')},`) as string,
    });
    expect(parseArguments([argument, '--help'], true)).toMatchObject({ kind: 'wrong' });
  });
});
