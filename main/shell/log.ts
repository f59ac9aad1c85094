/** JSON lines with every secret left out [secrets-kept]. */
import pino, { type DestinationStream, type Logger } from 'pino';

const SECRETS = ['secret', 'token', 'url', 'ubai', 'authorization', 'password'];

export function createLogger(version: string, destination: DestinationStream): Logger {
  const redact = { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' };
  return pino({ name: 'kiosk', base: { pid: process.pid, version }, redact }, destination);
}
