import { expect, test } from 'vitest';
import { saysDebugger, saysListening } from './ready.ts';

test('a service is ready at its listening line, and at no other', () => {
  expect(saysListening('{"level":30,"event":"listening","url":"http://127.0.0.1:7300"}')).toBe(true);
  expect(saysListening('{"level":30,"event":"stopping"}')).toBeUndefined();
  expect(saysListening('{ not JSON')).toBeUndefined();
  expect(saysListening('listening')).toBeUndefined();
});

test('the kiosk is ready at the address of its debugging port, which is on loopback', () => {
  const address = 'ws://127.0.0.1:40123/devtools/browser/7f1d';
  expect(saysDebugger(`DevTools listening on ${address}`)).toBe(address);
  expect(saysDebugger('DevTools listening on ws://192.0.2.7:40123/devtools/browser/7f1d')).toBeUndefined();
});
