/** Checks `DATABASE_URL` before anything is tried with it, and names where it leads without user and password. */
import { Client } from 'pg';
import { isLoopbackHost } from '../../../protocol/loopback.ts';
import { codeOf, SettingsError } from '../environment.ts';

const FORM = 'postgres://user:password@host:port/database';
/** Those that mean the same to every program: `require` of others does not check whom it talks to. */
const TLS_MODES = ['verify-full', 'disable'];

/** @returns the text as it is. @throws {SettingsError} never with a part of it. */
export function checkedDatabaseUrl(text: string, name = 'DATABASE_URL'): string {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/s.exec(text)?.[1];
  if (rest === undefined) throw new SettingsError(`${name} must look like ${FORM}`);
  // Programs disagree on where such a password ends, pg_dump and this one for instance.
  const userinfo = rest.slice(0, Math.max(0, rest.lastIndexOf('@')));
  if (/[@/?#\s]|%(?![0-9A-Fa-f]{2})/.test(userinfo)) {
    throw new SettingsError(
      `${name}: in user and password write @ as %40, / as %2F, ? as %3F, # as %23, % as %25, a space as %20`,
    );
  }
  const url = URL.parse(text);
  if (!url) throw new SettingsError(`${name} must look like ${FORM}, with a port up to 65535`);
  // Programs differ: of a parameter given twice some take the first, some the last, some both.
  const keys = [...url.searchParams.keys()];
  if (new Set(keys).size < keys.length) throw new SettingsError(`${name}: a word after ? comes twice`);
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !TLS_MODES.includes(mode)) {
    throw new SettingsError(`${name}: sslmode must be ${TLS_MODES.join(' or ')}`);
  }
  // What `pg` itself makes of it: a `host` in the query and PGHOST count too.
  const client = readByClient(text, name);
  if (
    !isLoopbackHost(client.host) &&
    !client.host.startsWith('/') &&
    !(mode === 'verify-full' && verifies(client))
  ) {
    throw new SettingsError(
      `${name}: a database on another machine needs TLS: add ?sslmode=verify-full, and sslrootcert=FILE for an authority of your own`,
    ); // [tls-or-loopback]
  }
  return text;
}

/** Whether it talks by TLS only, to a server whose certificate and name it checks. */
function verifies(client: Client): boolean {
  const ssl: unknown = client.ssl;
  if (typeof ssl !== 'object' || ssl === null || 'checkServerIdentity' in ssl) return false;
  return !('rejectUnauthorized' in ssl) || ssl.rejectUnauthorized === true;
}

/** Reads the files that `sslrootcert` and the like name; connects to nothing. */
function readByClient(text: string, name: string): Client {
  try {
    return new Client({ connectionString: text });
  } catch (cause) {
    throw new SettingsError(`${name}: a file that it names cannot be read${codeOf(cause)}`, { cause });
  }
}

/** For messages and logs. */
export function placeOf(databaseUrl: string): string {
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? (hostname === '' ? 'localhost' : hostname);
  return `${host}:${port === '' ? '5432' : port}${pathname}`;
}
