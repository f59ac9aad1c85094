/** What it means that PostgreSQL could not be talked to, as a sentence about `DATABASE_URL`. */
import { codeOf } from '../environment.ts';
import { StartError } from '../start-error.ts';
import { placeOf } from './database-url.ts';

/** @param error what `pg` threw while it connected. */
export function connectError(error: unknown, databaseUrl: string): StartError {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { at, why } = causeOf(first);
  return new StartError(at, `DATABASE_URL: PostgreSQL at ${placeOf(databaseUrl)} ${why}`, { cause: error });
}

function causeOf(error: unknown): Pick<StartError, 'at'> & { why: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case '28P01':
    case '28000':
      return { at: 'settings', why: `refuses the user or the password (${code})` };
    case '3D000':
      return { at: 'settings', why: 'has no database of this name (3D000): make it with createdb' };
    case '42501':
      return { at: 'settings', why: `does not allow this user what is needed (42501): ${message}` };
    case '53300':
      return { at: 'surroundings', why: 'has no connection left (53300)' };
    case '57P03':
      return { at: 'surroundings', why: 'is starting or stopping (57P03)' };
  }
  if (/client password must be a string/.test(message)) {
    return { at: 'settings', why: 'asks for a password, and there is none in the URL' };
  }
  if (
    /does not support SSL|certificate|CERT_|SELF_SIGNED|ALTNAME|SSL routines/i.test(
      `${message} ${String(code)}`,
    )
  ) {
    return { at: 'settings', why: `cannot be talked to by TLS as asked: ${message}` };
  }
  return {
    at: 'surroundings',
    why: `cannot be reached: ${code === undefined ? message : codeOf(error).trim()}`,
  };
}
