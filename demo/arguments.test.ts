import path from 'node:path';
import { expect, test } from 'vitest';
import { SetupError } from '../tools/setup-error.ts';
import { readArguments } from './arguments.ts';

test('without arguments the desk is at 7310, the glass in a window, and the browser opens', () => {
  expect(readArguments([])).toMatchObject({ deskPort: 7310, secondDisplay: false, open: true, help: false });
});

test('every argument is heard', () => {
  const options = readArguments(['--desk-port', '0', '--no-open', '--second-display', '--state', 'x']);
  expect(options).toEqual({
    deskPort: 0,
    open: false,
    lan: null,
    brand: null,
    rail: 'scan-and-pay',
    secondDisplay: true,
    state: path.resolve('x'),
    help: false,
  });
});

test.each([
  ['--desk-port', '70000'],
  ['--desk-port', '73l0'],
  ['--desk-port'],
  ['--headless'],
  ['stray'],
  ['--rail', 'cash'],
])('a wrong argument is one line and exit code 2: %s %s', (...args) => {
  const wrong = (): unknown => readArguments(args);
  expect(wrong).toThrow(SetupError);
  expect(wrong).toThrow(expect.objectContaining({ exitCode: 2 }));
  expect(wrong).toThrow(/^[^\n]+$/);
});

test('--rail says whose code is on the glass first', () => {
  expect(readArguments(['--rail', 'trustly-on-file']).rail).toBe('trustly-on-file');
});

test('--brand names the folder of a brand', () => {
  expect(readArguments(['--brand', 'brands/mine']).brand).toBe(path.resolve('brands/mine'));
});

test('--lan lets real phones in, by the address that is asked for', () => {
  expect(readArguments(['--lan']).lan).toEqual({ address: null });
  expect(readArguments(['--lan-address', '10.0.0.8']).lan).toEqual({ address: '10.0.0.8' });
});
