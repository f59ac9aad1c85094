/** Settings of Trustly on file: all that it needs, or none. */
import {
  basicUser,
  httpUrl,
  integer,
  oneOf,
  readAll,
  secret,
  SettingsError,
  text,
  type Environment,
} from '../../platform/environment.ts';
import { MOST_HOLD_HOURS } from './capture-ports.ts';
import type { SignedWith } from './hmac.ts';
import { NOTIFICATIONS_PATH } from './notifications.ts';
import type { OnFileSettings } from './rail.ts';

/** Without the currency, which is the property's. */
export type OnFileAccount = Omit<OnFileSettings, 'currency'>;

/** The only one that its documents have. */
export const ON_FILE_CURRENCY = 'USD';
/** A capture of less is refused. */
export const ON_FILE_LEAST_MINOR = 99;

const NAMES = [
  'URL',
  'ACCESS_ID',
  'ACCESS_KEY',
  'MERCHANT_ID',
  'NOTIFICATION_URL',
  'SIGNATURE',
  'CREDITS_AT',
  'PREAUTHORIZE_HOURS',
  'PAYOUTS',
  'ADDS_AS',
  'ACCOUNT_NUMBERS',
];

/** @returns whether anything of it is set. */
export function hasOnFile(env: Environment): boolean {
  return NAMES.some((name) =>
    [`BRIDGE_ON_FILE_${name}`, `BRIDGE_ON_FILE_${name}_FILE`].some((known) => (env[known] ?? '') !== ''),
  );
}

/** @throws {SettingsError} */
export function readOnFile(env: Environment): OnFileAccount {
  const { credits, payouts, adds, numbers, ...account } = readAll({
    merchant: () =>
      readAll({
        url: () => httpUrl('BRIDGE_ON_FILE_URL', text(env, 'BRIDGE_ON_FILE_URL')),
        accessId: () => basicUser(env, 'BRIDGE_ON_FILE_ACCESS_ID'),
        accessKey: () => secret(env, 'BRIDGE_ON_FILE_ACCESS_KEY'),
        merchantId: () => text(env, 'BRIDGE_ON_FILE_MERCHANT_ID'),
      }),
    notificationUrl: () => notificationUrl(text(env, 'BRIDGE_ON_FILE_NOTIFICATION_URL', '')),
    signedWith: () => word<SignedWith>(env, 'SIGNATURE', ['sha1', 'sha512']),
    credits: () => word(env, 'CREDITS_AT', ['completed', 'processed']),
    holdHours: () => integer(env, 'BRIDGE_ON_FILE_PREAUTHORIZE_HOURS', 0, 0, MOST_HOLD_HOURS),
    payouts: () => word(env, 'PAYOUTS', ['standard', 'instant']),
    adds: () => word(env, 'ADDS_AS', ['deferred', 'retrieval']),
    numbers: () => word(env, 'ACCOUNT_NUMBERS', ['no', 'yes']),
  });
  return {
    ...account,
    takesProcessed: credits === 'processed',
    paysOutInstantly: payouts === 'instant',
    addsAs: adds === 'retrieval' ? 'Retrieval' : 'Deferred',
    takesNumbers: numbers === 'yes',
  };
}

/** The first one is meant where none is set. */
function word<Word extends string>(
  env: Environment,
  name: string,
  allowed: readonly [Word, ...Word[]],
): Word {
  const full = `BRIDGE_ON_FILE_${name}`;
  return oneOf(full, text(env, full, allowed[0]), allowed) as Word;
}

/** Trustly sends events there, so it is this bridge as Trustly reaches it. */
function notificationUrl(value: string): string | null {
  if (value === '') return null;
  const url = httpUrl('BRIDGE_ON_FILE_NOTIFICATION_URL', value);
  if (!new URL(url).pathname.endsWith(NOTIFICATIONS_PATH))
    throw new SettingsError(
      `BRIDGE_ON_FILE_NOTIFICATION_URL must be the bridge's own address, as Trustly reaches it, with the path ${NOTIFICATIONS_PATH}`,
    );
  return url;
}
