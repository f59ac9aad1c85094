/** Checks `DATABASE_URL` before anything is tried with it, and names where it leads without user and password. */
import { Client } from 'pg';
import { codeOf, SettingsError } from '../environment.ts';

const NAME = 'DATABASE_URL';
const FORM = 'postgres://user:password@host:port/database';
/** Those that mean the same to every program: `require` of others does not check whom it talks to. */
const TLS_MODES = ['verify-full', 'disable'];

/** @returns the text as it is. @throws {SettingsError} never with a part of it. */
export function checkedDatabaseUrl(text: string): string {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/s.exec(text)?.[1];
  if (rest === undefined) throw new SettingsError(`${NAME} must look like ${FORM}`);
  // Programs disagree on where such a password ends, pg_dump and this one for instance.
  const userinfo = rest.slice(0, Math.max(0, rest.lastIndexOf('@')));
  if (/[@/?#\s]|%(?![0-9A-Fa-f]{2})/.test(userinfo)) {
    throw new SettingsError(
      `${NAME}: in user and password write @ as %40, / as %2F, ? as %3F, # as %23, % as %25, a space as %20`,
    );
  }
  const url = URL.parse(text);
  if (!url) throw new SettingsError(`${NAME} must look like ${FORM}, with a port up to 65535`);
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !TLS_MODES.includes(mode)) {
    throw new SettingsError(`${NAME}: sslmode must be ${TLS_MODES.join(' or ')}`);
  }
  try {
    // Reads the files that `sslrootcert` and the like name; connects to nothing.
    void new Client({ connectionString: text });
  } catch (cause) {
    throw new SettingsError(`${NAME}: a file that it names can not be read${codeOf(cause)}`, { cause });
  }
  return text;
}

/** For messages and logs. */
export function placeOf(databaseUrl: string): string {
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? (hostname === '' ? 'localhost' : hostname);
  return `${host}:${port === '' ? '5432' : port}${pathname}`;
}
