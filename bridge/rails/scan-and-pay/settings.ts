/** Settings of Trustly Scan and Pay: all that it needs, or none. */
import {
  basicUser,
  httpUrl,
  integer,
  ownSecret,
  readAll,
  secret,
  text,
  type Environment,
} from '../../platform/environment.ts';
import type { ScanAndPaySettings } from './rail.ts';

/** Without what the whole bridge has one of. */
export type ScanAndPayAccount = Pick<ScanAndPaySettings, 'trustly' | 'tpas'>;

const NAMES = [
  'TRUSTLY_URL',
  'TRUSTLY_ACCESS_ID',
  'TRUSTLY_ACCESS_KEY',
  'TRUSTLY_MERCHANT_ID',
  'TPAS_CLIENT_ID',
  'TPAS_CLIENT_SECRET',
  'TPAS_CLIENT_SECRET_OLD',
];

/** @returns whether anything of it is set. */
export function hasScanAndPay(env: Environment): boolean {
  return NAMES.some((name) => [name, `${name}_FILE`].some((known) => (env[known] ?? '') !== ''));
}

/** @throws {SettingsError} */
export function readScanAndPay(env: Environment): ScanAndPayAccount {
  return readAll({
    trustly: () =>
      readAll({
        url: () => httpUrl('TRUSTLY_URL', text(env, 'TRUSTLY_URL')),
        accessId: () => basicUser(env, 'TRUSTLY_ACCESS_ID'),
        accessKey: () => secret(env, 'TRUSTLY_ACCESS_KEY'),
        merchantId: () => text(env, 'TRUSTLY_MERCHANT_ID'),
        ratePerS: () => integer(env, 'BRIDGE_TRUSTLY_RATE_PER_S', 100, 1, 10_000),
      }),
    tpas: () => readTpasClient(env),
  });
}

function readTpasClient(env: Environment): ScanAndPaySettings['tpas'] {
  const {
    clientId,
    secret: current,
    old,
  } = readAll({
    clientId: () => text(env, 'TPAS_CLIENT_ID'),
    secret: () => ownSecret(env, 'TPAS_CLIENT_SECRET'),
    old: () => ownSecret(env, 'TPAS_CLIENT_SECRET_OLD', null),
  });
  return { clientId, clientSecrets: old === null ? [current] : [current, old] };
}
