import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from './loopback.ts';

describe('loopback', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '127.255.255.254', '::1', '[::1]'])(
    'is %s',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );

  it.each([
    '127.0.0.1.evil.example',
    '127.evil.example',
    'localhost.evil.example',
    'localhost.',
    '127.0.0.1:80',
    '127.0.0.256',
    '127.1',
    '128.0.0.1',
    '0.0.0.0',
    '::2',
    '',
    ' 127.0.0.1',
    '127.0.0.1\n',
  ])('is not %j', (host) => expect(isLoopbackHost(host)).toBe(false));
});
