/** Settings of the pages on players' phones: where they listen, and what phones call them. */
import { isIP } from 'node:net';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import {
  httpUrl,
  integer,
  listenAddress,
  oneOf,
  readAll,
  SettingsError,
  text,
  type Environment,
} from '../platform/environment.ts';
import { tlsFiles } from '../platform/http/tls-settings.ts';
import type { TlsFiles } from '../platform/http/tls.ts';

/** `only`: no cookie opens an account. */
export type PasskeyUse = 'yes' | 'no' | 'only';

export interface PublicSettings {
  /** The origin that phones see: scheme, name and port, and nothing after them. */
  readonly url: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** `null`: plain text, on loopback only [tls-or-loopback]. */
  readonly tls: TlsFiles | null;
  readonly codeLifetimeMs: number;
  /** Whether a phone is known again after its browser was closed. */
  readonly remembers: boolean;
  readonly passkeys: PasskeyUse;
  /** Whether a player's card opens the accounts of another phone, where the player has confirmed it. */
  readonly byCard: boolean;
}

const PASSKEY_USES: readonly PasskeyUse[] = ['yes', 'no', 'only'];

/** With a machine and a token it is a code of 60 characters, for assets of up to ten. */
const LONGEST_URL = 28;

const NAMES = [
  'URL',
  'LISTEN',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'CODE_LIFETIME_S',
  'REMEMBER',
  'PASSKEYS',
  'CARDED',
];

/** @returns whether anything of it is set. */
export function hasPublic(env: Environment): boolean {
  return NAMES.some((name) => (env[`BRIDGE_PUBLIC_${name}`] ?? '') !== '');
}

/** @throws {SettingsError} */
export function readPublic(env: Environment): PublicSettings {
  const { remember, passkeys, carded, ...settings } = readAll({
    url: () => publicUrl(text(env, 'BRIDGE_PUBLIC_URL')),
    listen: () => listenAddress('BRIDGE_PUBLIC_LISTEN', text(env, 'BRIDGE_PUBLIC_LISTEN', '127.0.0.1:7302')),
    tls: () => tlsFiles(env, 'BRIDGE_PUBLIC_TLS'),
    codeLifetimeMs: () => integer(env, 'BRIDGE_PUBLIC_CODE_LIFETIME_S', 60, 15, 600) * 1_000,
    remember: () =>
      oneOf('BRIDGE_PUBLIC_REMEMBER', text(env, 'BRIDGE_PUBLIC_REMEMBER', 'yes'), ['yes', 'no']),
    passkeys: () =>
      oneOf('BRIDGE_PUBLIC_PASSKEYS', text(env, 'BRIDGE_PUBLIC_PASSKEYS', 'yes'), PASSKEY_USES) as PasskeyUse,
    carded: () => oneOf('BRIDGE_PUBLIC_CARDED', text(env, 'BRIDGE_PUBLIC_CARDED', 'no'), ['yes', 'no']),
  });
  if (!settings.tls && !isLoopbackHost(settings.listen.host))
    throw new SettingsError(
      'BRIDGE_PUBLIC_TLS_CERT_FILE and BRIDGE_PUBLIC_TLS_KEY_FILE are needed to listen beyond loopback (BRIDGE_PUBLIC_LISTEN)',
    );
  return {
    ...settings,
    remembers: remember === 'yes',
    byCard: carded === 'yes',
    passkeys: isIP(hostOf(settings.url)) === 0 ? passkeys : withoutName(passkeys),
  };
}

/** Browsers bind a passkey to a name, and to no address of numbers. */
function withoutName(passkeys: PasskeyUse): 'no' {
  if (passkeys === 'only')
    throw new SettingsError(
      'BRIDGE_PUBLIC_URL needs a name, not an address, for BRIDGE_PUBLIC_PASSKEYS=only',
    );
  return 'no';
}

/** An address of IPv6 without its brackets. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function publicUrl(value: string): string {
  const url = httpUrl('BRIDGE_PUBLIC_URL', value);
  if (new URL(url).origin !== url)
    throw new SettingsError('BRIDGE_PUBLIC_URL must be scheme and name only, in lower case, without a path');
  if (url.length > LONGEST_URL)
    throw new SettingsError(
      `BRIDGE_PUBLIC_URL has ${url.length} characters; at most ${LONGEST_URL} leave a code that is read from afar`,
    );
  return url;
}
