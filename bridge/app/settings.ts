/** The bridge's settings: environment in, one checked object out, or a {@link SettingsError} with a line for each problem. */
import { isCurrency } from '../../protocol/currencies.ts';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import type { Money } from '../../protocol/money.ts';
import {
  amount,
  integer,
  listenAddress,
  oneOf,
  ownBearerToken,
  readAll,
  secret,
  SettingsError,
  text,
  timeZone,
  type Environment,
} from '../platform/environment.ts';
import { AllowList } from '../platform/http/allow-list.ts';
import { callerAddress } from '../platform/http/caller-address.ts';
import { tlsFiles } from '../platform/http/tls-settings.ts';
import type { TlsFiles } from '../platform/http/tls.ts';
import { parseSecretKey, type SecretKey } from '../platform/secrets/secret-key.ts';
import {
  readIdentityProvider,
  type IdentityProviderSettings,
} from '../operators/identity/provider-settings.ts';
import { readJurisdiction } from '../protection/jurisdiction.ts';
import type { LimitProfile } from '../protection/player-limits.ts';
import { checkedDatabaseUrl } from '../platform/postgres/database-url.ts';
import { readRails, requireAmountsOfRails, servicesOf, type RailSettings } from './rail-settings.ts';

export interface Settings extends RailSettings {
  readonly listen: { readonly host: string; readonly port: number };
  /** `null`: an embedded PostgreSQL under {@link dataDir}. */
  readonly databaseUrl: string | null;
  /** Of this process, beside those for its heartbeat and its notices. */
  readonly databaseConnections: number;
  readonly dataDir: string;
  /** `null`: one under {@link dataDir}, made at the first start. */
  readonly secretKey: SecretKey | null;
  readonly operatorToken: string;
  /** Through which operators may sign in; `null`: by password only. */
  readonly identityProvider: IdentityProviderSettings | null;
  /** How long a funding request waits for the cabinet, in milliseconds. */
  readonly fundingWindowMs: number;
  readonly currency: string;
  readonly minAmount: Money;
  readonly maxAmount: Money;
  readonly limits: LimitProfile;
  readonly api: {
    /** From where the TPAS may call. */
    readonly allowList: AllowList;
    /** Requests per second from one address. */
    readonly ratePerS: number;
  };
  /** Addresses and networks of proxies whose word about the caller is believed. */
  readonly trustedProxies: readonly string[];
  /** `null`: plain text, on loopback only [tls-or-loopback]. */
  readonly tls: TlsFiles | null;
  /** Whether kiosks with a virtual cabinet are let in: payments here are not real. */
  readonly simulatedCabinets: boolean;
  readonly heartbeatMs: number;
  /** How long readiness says that this process stops before it refuses anything, in milliseconds. */
  readonly drainLeadMs: number;
  /** How long a carded player is remembered without a word of the CMS and without play, in milliseconds. */
  readonly playerIdleMs: number;
  readonly tokenLifetimeS: number;
  /** The folder of the casino's brand; `null`: our own look. */
  readonly brand: string | null;
  readonly logLevel: string;
}

export const SETTINGS_HELP = `Environment (every secret may be given as NAME_FILE instead, the path of a file that holds it):
  BRIDGE_LISTEN             host:port to listen on                      127.0.0.1:7300
  DATABASE_URL              PostgreSQL, under a role that owns nothing (docs/bridge.md); without it an embedded one under BRIDGE_DATA_DIR is started
  BRIDGE_DATABASE_CONNECTIONS  of this process, 5 to 100; two more are for its heartbeat and its notices   10
  BRIDGE_DATA_DIR           data of the embedded PostgreSQL             .topper/bridge
  BRIDGE_SECRET_KEY         64 hexadecimal digits that seal what the database must not give away;
                            required with DATABASE_URL, the same for every process   secret
  BRIDGE_RAILS              payment rails in order of preference, by comma: scan-and-pay, which needs
                            TRUSTLY_… and TPAS_…, trustly-on-file, which needs
                            BRIDGE_ON_FILE_… and BRIDGE_PUBLIC_URL, or trustly-europe, which needs
                            BRIDGE_EUROPE_… and BRIDGE_PUBLIC_URL       scan-and-pay
  TRUSTLY_URL               base of Trustly's QR code API
  TRUSTLY_ACCESS_ID         Basic credentials given by Trustly          secret
  TRUSTLY_ACCESS_KEY                                                    secret
  TRUSTLY_MERCHANT_ID       the property, as Trustly knows it
  BRIDGE_TRUSTLY_RATE_PER_S most codes asked for per second             100
  BRIDGE_PUBLIC_URL         the phone's pages as phones reach them, https, at most 28 characters: the
                            shorter, the further away its code is read
  BRIDGE_ON_FILE_URL        base of Trustly's on-file API (North America)
  BRIDGE_ON_FILE_ACCESS_ID  its Basic credentials                       secret
  BRIDGE_ON_FILE_ACCESS_KEY  which sign too                             secret
  BRIDGE_ON_FILE_MERCHANT_ID  the property, as that API knows it
  BRIDGE_ON_FILE_NOTIFICATION_URL  this bridge as Trustly reaches it, with the path /trustly-on-file/events;
                            without it, what the merchant's settings at Trustly say
  BRIDGE_ON_FILE_SIGNATURE  of what is handed to Trustly: sha1, or sha512   sha1
  BRIDGE_ON_FILE_CREDITS_AT  completed; or processed, where the property bears the risk that a bank
                            refuses a guaranteed capture afterwards     completed
  BRIDGE_ON_FILE_PREAUTHORIZE_HOURS  1 to 72: the money of a payment is held for so long before it is captured, which
                            makes its capture guaranteed; 0: it is captured at once   0
  BRIDGE_ON_FILE_PAYOUTS    standard; or instant, where the bank can    standard
  BRIDGE_ON_FILE_ADDS_AS    how an account is put on file without a payment: deferred; or retrieval, where the
                            contract has it and lets payments be taken from it   deferred
  BRIDGE_ON_FILE_ACCOUNT_NUMBERS  yes: a player may tell an account for payouts by its numbers, where the
                            contract has Disbursement; they pass through the bridge   no
  BRIDGE_EUROPE_URL         Trustly's API in Europe
  BRIDGE_EUROPE_USERNAME    its credentials
  BRIDGE_EUROPE_PASSWORD                                                secret
  BRIDGE_EUROPE_PRIVATE_KEY  what the property signs with, PEM           secret
  BRIDGE_EUROPE_TRUSTLY_KEY  what Trustly signs with: its public key, PEM   secret
  BRIDGE_EUROPE_SIGNATURE   SHA1, or alg=RS256, where Trustly has set the account so   SHA1
  BRIDGE_EUROPE_NOTIFICATION_URL  this bridge as Trustly reaches it, with a path that nobody guesses
  BRIDGE_EUROPE_SHOPPER_STATEMENT  what a player reads on the bank's statement
  BRIDGE_EUROPE_COUNTRY     where the machines are, as ISO 3166 has it, such as SE
  BRIDGE_PUBLIC_LISTEN      host:port of the phone's pages              127.0.0.1:7302
  BRIDGE_PUBLIC_TLS_CERT_FILE  their certificate chain, PEM; needed to listen beyond loopback
  BRIDGE_PUBLIC_TLS_KEY_FILE  its private key
  BRIDGE_PUBLIC_CODE_LIFETIME_S  life of a code of ours on the glass    60
  BRIDGE_PUBLIC_REMEMBER    yes: a phone is known again by its cookie; no: until its browser is closed   yes
  BRIDGE_PUBLIC_PASSKEYS    yes: offered after a first payment; only: and no cookie opens an account; no   yes
  BRIDGE_PUBLIC_CARDED      yes: a player's card opens the accounts of another phone, where the player confirmed
                            it there; only where the CMS reports a card after its PIN   no
  TPAS_CLIENT_ID            OAuth client with which the TPAS signs in
  TPAS_CLIENT_SECRET                                                    secret, 16 characters or more
  TPAS_CLIENT_SECRET_OLD    also good, while the secret is being replaced   secret, 16 characters or more
  BRIDGE_OPERATOR_TOKEN     bearer token of the systems team            required, secret, 16 characters or more
  BRIDGE_OIDC_ISSUER        identity provider through which operators may sign in too; with the next three, or none
  BRIDGE_OIDC_CLIENT_ID     the bridge, as the provider knows it
  BRIDGE_OIDC_CLIENT_SECRET                                             secret
  BRIDGE_OIDC_REDIRECT_URL  the floor page's own address with the path /floor/oidc/callback
  BRIDGE_OIDC_CLAIM         what names the account: preferred_username, or email if verified   preferred_username
  BRIDGE_FUNDING_WINDOW_MS  longest wait for the cabinet's answer       10000
  BRIDGE_CURRENCY           ISO 4217                                    USD
  BRIDGE_MIN_AMOUNT         smallest funding                            1.00
  BRIDGE_MAX_AMOUNT         largest funding                             1000.00
  BRIDGE_JURISDICTION       profile to take the next four from, by name in
  BRIDGE_JURISDICTION_FILE  a JSON file of profiles; each may still be set here
  BRIDGE_DAILY_LIMIT        ceiling per account and gaming day          1000.00
  BRIDGE_COOLING_OFF_HOURS  wait before a player's raise takes effect   24
  BRIDGE_GAMING_DAY_ZONE    time zone of the gaming day                 America/Los_Angeles
  BRIDGE_GAMING_DAY_HOUR    hour at which it starts, 0 to 23            6
  BRIDGE_TLS_CERT_FILE      certificate chain, PEM; needed to listen beyond loopback
  BRIDGE_TLS_KEY_FILE       its private key; both are read again when they change, and on SIGHUP
  BRIDGE_API_ALLOW          addresses and networks the TPAS calls from, by comma; all when empty
  BRIDGE_API_RATE_PER_S     requests per second of one client, or one operator, from one address   500
  BRIDGE_TRUSTED_PROXIES    addresses and networks of proxies, by comma, whose X-Forwarded-For, -Proto and
                            -Host are believed; none when empty
  BRIDGE_SIMULATED_CABINETS yes: kiosks with a virtual cabinet are let in although TRUSTLY_URL is not a
                            sandbox; then real payments go to no machine                 no
  BRIDGE_HEARTBEAT_MS       ping interval of the kiosk link             5000
  BRIDGE_DRAIN_LEAD_MS      from SIGTERM, with /readyz at 503, until new requests are refused   1000
  BRIDGE_PLAYER_IDLE_MS     a carded player is forgotten after this long without play   1800000
  BRIDGE_TOKEN_LIFETIME_S   life of an access token                     900
  BRIDGE_BRAND              folder of the casino's brand, for the bridge's pages (docs/brand.md)
  BRIDGE_LOG_LEVEL          trace debug info warn error                 info`;

/** @throws {SettingsError} naming every setting that is missing or wrong. */
export function readSettings(env: Environment): Settings {
  const { database, listening, amounts, allowSimulated, rails, ...settings } = readAll({
    database: () => readDatabaseSettings(env),
    databaseConnections: () => integer(env, 'BRIDGE_DATABASE_CONNECTIONS', 10, 5, 100),
    secretKey: () => readSecretKey(env),
    listening: () => readListening(env),
    rails: () => readRails(env),
    operatorToken: () => ownBearerToken(env, 'BRIDGE_OPERATOR_TOKEN'),
    identityProvider: () => readIdentityProvider(env),
    fundingWindowMs: () => integer(env, 'BRIDGE_FUNDING_WINDOW_MS', 10_000, 100, 120_000),
    amounts: () => readAmounts(env),
    api: () =>
      readAll({
        allowList: () => allowList(text(env, 'BRIDGE_API_ALLOW', '')),
        ratePerS: () => integer(env, 'BRIDGE_API_RATE_PER_S', 500, 1, 100_000),
      }),
    drainLeadMs: () => integer(env, 'BRIDGE_DRAIN_LEAD_MS', 1_000, 0, 60_000),
    trustedProxies: () => trustedProxies(text(env, 'BRIDGE_TRUSTED_PROXIES', '')),
    allowSimulated: () =>
      oneOf('BRIDGE_SIMULATED_CABINETS', text(env, 'BRIDGE_SIMULATED_CABINETS', 'no'), ['yes', 'no']),
    heartbeatMs: () => integer(env, 'BRIDGE_HEARTBEAT_MS', 5_000, 100, 60_000),
    playerIdleMs: () => integer(env, 'BRIDGE_PLAYER_IDLE_MS', 1_800_000, 100, 86_400_000),
    tokenLifetimeS: () => integer(env, 'BRIDGE_TOKEN_LIFETIME_S', 900, 1, 86_400),
    brand: () => text(env, 'BRIDGE_BRAND', '') || null,
    logLevel: () => oneOf('BRIDGE_LOG_LEVEL', text(env, 'BRIDGE_LOG_LEVEL', 'info'), LOG_LEVELS),
  });
  requireAmountsOfRails(rails, amounts);
  const simulatedCabinets = allowSimulated === 'yes' || servicesOf(rails).every(paysNothing);
  return { ...settings, ...database, ...listening, ...amounts, ...rails, simulatedCabinets };
}

/** Trustly's own sandbox, or ours: no bank moves money for it. */
function paysNothing(trustlyUrl: string): boolean {
  const { hostname } = new URL(trustlyUrl);
  return isLoopbackHost(hostname) || hostname === SANDBOX || hostname.endsWith(`.${SANDBOX}`);
}

const SANDBOX = 'sandbox.trustly.one';

/** Where the ledger is and what opens it; also for commands that need nothing else. @throws {SettingsError} */
export function readDatabaseSettings(env: Environment): Pick<Settings, 'databaseUrl' | 'dataDir'> {
  return readAll({
    databaseUrl: () => readDatabaseUrl(env),
    dataDir: () => text(env, 'BRIDGE_DATA_DIR', '.topper/bridge'),
  });
}

function readDatabaseUrl(env: Environment): string | null {
  const url = secret(env, 'DATABASE_URL', null);
  return url === null ? null : checkedDatabaseUrl(url);
}

/** With the role that owns the ledger. Only commands have it; the bridge itself never does. @throws {SettingsError} */
export function readOwnerUrl(env: Environment): string | null {
  const url = secret(env, 'MIGRATION_DATABASE_URL', null);
  return url === null ? null : checkedDatabaseUrl(url, 'MIGRATION_DATABASE_URL');
}

/** @returns null where the embedded PostgreSQL has one of its own. @throws {SettingsError} */
export function readSecretKey(env: Environment): SecretKey | null {
  const hasUrl = text(env, 'DATABASE_URL', '') !== '' || text(env, 'DATABASE_URL_FILE', '') !== '';
  const value = secret(env, 'BRIDGE_SECRET_KEY', null);
  if (value !== null) return parsedSecretKey(value);
  if (!hasUrl) return null;
  throw new SettingsError(
    'BRIDGE_SECRET_KEY (or BRIDGE_SECRET_KEY_FILE) is not set: it must be set when DATABASE_URL is',
  );
}

function parsedSecretKey(value: string): SecretKey {
  const key = parseSecretKey(value);
  if (!key) throw new SettingsError('BRIDGE_SECRET_KEY must be 64 hexadecimal digits: openssl rand -hex 32');
  return key;
}

function readListening(env: Environment): Pick<Settings, 'listen' | 'tls'> {
  const settings = readAll({
    listen: () => listenAddress('BRIDGE_LISTEN', text(env, 'BRIDGE_LISTEN', '127.0.0.1:7300')),
    tls: () => tlsFiles(env, 'BRIDGE_TLS'),
  });
  if (!settings.tls && !isLoopbackHost(settings.listen.host)) {
    throw new SettingsError(
      'BRIDGE_TLS_CERT_FILE and BRIDGE_TLS_KEY_FILE are needed to listen beyond loopback (BRIDGE_LISTEN)',
    );
  }
  return settings;
}

function readAmounts(env: Environment): Pick<Settings, 'currency' | 'minAmount' | 'maxAmount' | 'limits'> {
  const currency = text(env, 'BRIDGE_CURRENCY', 'USD');
  if (!isCurrency(currency))
    throw new SettingsError(`BRIDGE_CURRENCY: ${currency} is not a currency of ISO 4217`);
  const { bounds, limits } = readAll({
    bounds: () => readBounds(env, currency),
    limits: () => limitProfile(env, currency),
  });
  return { currency, ...bounds, limits };
}

function readBounds(env: Environment, currency: string): Pick<Settings, 'minAmount' | 'maxAmount'> {
  const bounds = readAll({
    minAmount: () => amount(env, 'BRIDGE_MIN_AMOUNT', '1', currency),
    maxAmount: () => amount(env, 'BRIDGE_MAX_AMOUNT', '1000', currency),
  });
  if (bounds.minAmount.minor < 1 || bounds.minAmount.minor > bounds.maxAmount.minor) {
    throw new SettingsError('BRIDGE_MIN_AMOUNT must be more than zero and not above BRIDGE_MAX_AMOUNT');
  }
  return bounds;
}

/** The jurisdiction's profile, where one is named, with what is set on its own laid over it. */
function limitProfile(env: Environment, currency: string): LimitProfile {
  const profile = readJurisdiction(
    text(env, 'BRIDGE_JURISDICTION', ''),
    text(env, 'BRIDGE_JURISDICTION_FILE', ''),
  );
  return readAll({
    ceiling: () => amount(env, 'BRIDGE_DAILY_LIMIT', profile.dailyLimit, currency),
    coolingOffMs: () =>
      integer(env, 'BRIDGE_COOLING_OFF_HOURS', profile.coolingOffHours, 0, 8_760) * 3_600_000,
    gamingDay: () =>
      readAll({
        zone: () => timeZone(text(env, 'BRIDGE_GAMING_DAY_ZONE', profile.gamingDay.zone)),
        startHour: () => integer(env, 'BRIDGE_GAMING_DAY_HOUR', profile.gamingDay.startHour, 0, 23),
      }),
  });
}

function trustedProxies(value: string): readonly string[] {
  const entries = value.split(',').filter((entry) => entry !== '');
  try {
    callerAddress(entries);
    return entries;
  } catch (cause) {
    throw new SettingsError(`BRIDGE_TRUSTED_PROXIES: ${(cause as Error).message}`, { cause });
  }
}

function allowList(value: string): AllowList {
  try {
    return new AllowList(value.split(',').filter((entry) => entry !== ''));
  } catch (cause) {
    throw new SettingsError(`BRIDGE_API_ALLOW: ${(cause as RangeError).message}`, { cause });
  }
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];
