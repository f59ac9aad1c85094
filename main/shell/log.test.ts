import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogger } from './log.ts';

it('the log blacks out everything secret, in a line and in what a line is about [secrets-kept]', () => {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const secrets = Object.fromEntries(
    ['secret', 'token', 'url', 'ubai', 'authorization', 'password'].map((name) => [name, `my ${name}`]),
  );
  createLogger('1', stream).info({ ...secrets, about: secrets });
  expect(written).toContain('[redacted]');
  expect(written).not.toContain('my ');
});
