/** JSON lines on stdout. Tokens, credentials, UBAIs and player ids never get in [secrets-kept]. */
import { pino, type Logger } from 'pino';

export type Log = Logger;

const SECRETS = ['authorization', 'ubai', 'playerId', 'token', 'secret', 'accessKey', 'password'];

export function createLog(level: string): Log {
  return pino({
    level,
    base: { program: 'bridge' },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  });
}
