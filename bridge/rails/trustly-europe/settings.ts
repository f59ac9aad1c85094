/** Settings of Trustly Europe: all that it needs, or none. */
import type { KeyObject } from 'node:crypto';
import {
  httpUrl,
  oneOf,
  readAll,
  secret,
  SettingsError,
  text,
  type Environment,
} from '../../platform/environment.ts';
import { KeyError, privateKeyOf, publicKeyOf } from './keys.ts';
import { notificationDoorOf } from './notification-path.ts';
import type { EuropeSettings } from './rail.ts';
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from './signature.ts';

const NAMES = [
  'URL',
  'USERNAME',
  'PASSWORD',
  'PRIVATE_KEY',
  'TRUSTLY_KEY',
  'SIGNATURE',
  'NOTIFICATION_URL',
  'SHOPPER_STATEMENT',
  'COUNTRY',
];

/** @returns whether anything of it is set. */
export function hasEurope(env: Environment): boolean {
  return NAMES.some((name) =>
    [`BRIDGE_EUROPE_${name}`, `BRIDGE_EUROPE_${name}_FILE`].some((known) => (env[known] ?? '') !== ''),
  );
}

/** @throws {SettingsError} also for a key that is weak or is no RSA key. */
export function readEurope(env: Environment): EuropeSettings {
  const {
    privateKey,
    trustlyKey,
    algorithm,
    shopperStatement,
    country: where,
    ...account
  } = readAll({
    url: () => httpUrl('BRIDGE_EUROPE_URL', text(env, 'BRIDGE_EUROPE_URL')),
    username: () => text(env, 'BRIDGE_EUROPE_USERNAME'),
    password: () => secret(env, 'BRIDGE_EUROPE_PASSWORD'),
    notificationUrl: () => notificationUrl(text(env, 'BRIDGE_EUROPE_NOTIFICATION_URL')),
    privateKey: () => key(env, 'BRIDGE_EUROPE_PRIVATE_KEY', privateKeyOf),
    trustlyKey: () => key(env, 'BRIDGE_EUROPE_TRUSTLY_KEY', publicKeyOf),
    algorithm: () => signature(env),
    shopperStatement: () => statement(text(env, 'BRIDGE_EUROPE_SHOPPER_STATEMENT')),
    country: () => country(text(env, 'BRIDGE_EUROPE_COUNTRY')),
  });
  return {
    merchant: { ...account, keys: { privateKey, trustlyKey, algorithm } },
    shopperStatement,
    country: where,
  };
}

function key(env: Environment, name: string, read: (pem: string) => KeyObject): KeyObject {
  try {
    return read(secret(env, name));
  } catch (cause) {
    if (cause instanceof KeyError) throw new SettingsError(`${name} ${cause.message}`, { cause });
    throw cause;
  }
}

function signature(env: Environment): SignatureAlgorithm {
  const name = 'BRIDGE_EUROPE_SIGNATURE';
  return oneOf(name, text(env, name, 'SHA1'), SIGNATURE_ALGORITHMS) as SignatureAlgorithm;
}

function notificationUrl(value: string): string {
  const url = httpUrl('BRIDGE_EUROPE_NOTIFICATION_URL', value);
  if (notificationDoorOf(url) === null)
    throw new SettingsError(
      "BRIDGE_EUROPE_NOTIFICATION_URL must be the bridge's own address, as Trustly reaches it, and end with /trustly-europe/ and at least 22 random letters and digits",
    );
  return url;
}

function country(value: string): string {
  if (!/^[A-Z]{2}$/.test(value))
    throw new SettingsError('BRIDGE_EUROPE_COUNTRY must be a country as ISO 3166 has it, such as SE');
  return value;
}

const STATEMENT_LENGTH = 140;

function statement(value: string): string {
  if (value.length > STATEMENT_LENGTH)
    throw new SettingsError(
      `BRIDGE_EUROPE_SHOPPER_STATEMENT must have at most ${STATEMENT_LENGTH} characters`,
    );
  return value;
}
