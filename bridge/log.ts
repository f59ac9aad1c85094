/** JSON lines on stdout. Tokens, credentials and UBAIs never get in (S1). */
import { pino, type Logger } from 'pino';

export type Log = Logger;

const SECRETS = ['authorization', 'ubai', 'token', 'secret', 'accessKey', 'password'];

export function createLog(level: string): Log {
  return pino({
    level,
    base: { program: 'bridge' },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  });
}
