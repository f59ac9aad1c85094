/**
 * Readers of single settings from the environment: each gives a checked value or a {@link SettingsError} that names it,
 * never with a part of a secret. {@link readAll} reads many and tells all that is wrong at once.
 */
import { readFileSync } from 'node:fs';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';
import { bearerOf } from './bearer.ts';

export class SettingsError extends Error {
  /** One line each. */
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof problems === 'string' ? [problems] : problems;
    super(lines.join('\n'), options);
    this.name = 'SettingsError';
    this.problems = lines;
  }
}

/**
 * Calls every reader, also after one of them failed.
 * @throws {SettingsError} with the problems of all of them.
 */
export function readAll<T extends object>(readers: { readonly [Name in keyof T]: () => T[Name] }): T {
  const problems: string[] = [];
  const values: Partial<T> = {};
  for (const name of Object.keys(readers) as (keyof T)[]) {
    try {
      values[name] = readers[name]();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return values as T;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function text(env: Environment, name: string, fallback?: string): string {
  const value = env[name] ?? '';
  if (value !== '') return value;
  if (fallback === undefined) throw new SettingsError(`${name} is not set`);
  return fallback;
}

export function secret(env: Environment, name: string): string;
export function secret(env: Environment, name: string, fallback: null): string | null;
export function secret(env: Environment, name: string, fallback?: null): string | null {
  const direct = env[name] ?? '';
  const file = env[`${name}_FILE`] ?? '';
  if (direct !== '' && file !== '') throw new SettingsError(`${name} and ${name}_FILE are both set`);
  if (direct !== '') return direct;
  if (file !== '') {
    const value = readSecretFile(name, file);
    if (value === '') throw new SettingsError(`${name}_FILE: ${file} is empty`);
    return value;
  }
  if (fallback === undefined) throw new SettingsError(`${name} is not set (nor ${name}_FILE)`);
  return fallback;
}

function readSecretFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new SettingsError(`${name}_FILE: ${file} cannot be read${codeOf(cause)}`, { cause });
  }
}

/** ` (ENOENT)`, for the end of a sentence. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}

const OWN_SECRET_LEAST = 16;

/** A secret that the property chooses by itself, and that anybody on the network may try to guess. */
export function ownSecret(env: Environment, name: string): string;
export function ownSecret(env: Environment, name: string, fallback: null): string | null;
export function ownSecret(env: Environment, name: string, fallback?: null): string | null {
  const value = fallback === null ? secret(env, name, null) : secret(env, name);
  if (value === null) return null;
  if (value.length < OWN_SECRET_LEAST) {
    throw new SettingsError(
      `${name} is too short: it must have at least ${OWN_SECRET_LEAST} random characters`,
    );
  }
  if (!/^[!-~]+$/.test(value)) {
    throw new SettingsError(`${name} must be printable ASCII without spaces: it is sent in a header`);
  }
  return value;
}

/** One that is sent as `Authorization: Bearer` (RFC 6750), where no other characters may be. */
export function ownBearerToken(env: Environment, name: string): string {
  const value = ownSecret(env, name);
  if (bearerOf(`Bearer ${value}`) !== value) {
    throw new SettingsError(
      `${name} may contain only letters, digits and - . _ ~ + /, and = at the end: it is a bearer token`,
    );
  }
  return value;
}

/** The user name of Basic authentication, in which a colon ends it. */
export function basicUser(env: Environment, name: string): string {
  const value = secret(env, name);
  if (value.includes(':')) throw new SettingsError(`${name} must not contain a colon`);
  return value;
}

export function integer(
  env: Environment,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const value = text(env, name, String(fallback));
  const number = Number(value);
  if (!/^[0-9]+$/.test(value) || number < least || number > most) {
    throw new SettingsError(`${name} must be a whole number from ${least} to ${most}`);
  }
  return number;
}

export function amount(env: Environment, name: string, fallback: string, currency: string): Money {
  try {
    return fromDecimal(text(env, name, fallback), currency);
  } catch (cause) {
    if (cause instanceof MoneyError) throw new SettingsError(`${name}: ${cause.message}`, { cause });
    throw cause;
  }
}

export function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) throw new SettingsError(`${name} must be one of ${allowed.join(' ')}`);
  return value;
}

export function timeZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new SettingsError(`BRIDGE_GAMING_DAY_ZONE: ${zone} is not a time zone`, { cause });
  }
}

export function httpUrl(name: string, value: string): string {
  const url = URL.parse(value);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new SettingsError(`${name} is not an http(s) URL`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new SettingsError(`${name} must be a plain address, without user, password, ? or #`);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new SettingsError(`${name} must be https unless it is on this machine`); // [tls-or-loopback]
  }
  return value.replace(/\/+$/, '');
}

export function listenAddress(name: string, value: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):([0-9]{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new SettingsError(`${name} must be host:port`);
  return { host: match[1] ?? match[2] ?? '', port };
}
