/** JSON lines on stdout, with everything secret blacked out (S1). */
import pino, { type Logger } from 'pino';

const SECRETS = ['secret', 'token', 'url', 'ubai', 'authorization', 'password'];

export function createLogger(version: string): Logger {
  return pino({
    name: 'kiosk',
    base: { pid: process.pid, version },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  });
}
