/** The bridge's settings: environment in, one checked object out, or a {@link SettingsError} with one clear line. */
import { readFileSync } from 'node:fs';
import { fromDecimal, MoneyError, type Money } from '../protocol/money.ts';

export class SettingsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettingsError';
  }
}

export interface Settings {
  readonly listen: { readonly host: string; readonly port: number };
  /** `null`: an embedded PostgreSQL under {@link dataDir}. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly trustly: {
    readonly url: string;
    readonly accessId: string;
    readonly accessKey: string;
    readonly merchantId: string;
  };
  readonly tpas: { readonly clientId: string; readonly clientSecret: string };
  readonly operatorToken: string;
  /** How long a funding request waits for the cabinet, in milliseconds. */
  readonly fundingWindowMs: number;
  readonly currency: string;
  readonly minAmount: Money;
  readonly maxAmount: Money;
  readonly dailyLimit: Money;
  readonly gamingDay: { readonly zone: string; readonly startHour: number };
  readonly heartbeatMs: number;
  readonly tokenLifetimeS: number;
  readonly logLevel: string;
}

export const SETTINGS_HELP = `Environment (every secret may be given as NAME_FILE instead, the path of a file that holds it):
  BRIDGE_LISTEN             host:port to listen on                      127.0.0.1:7300
  DATABASE_URL              PostgreSQL; without it an embedded one under BRIDGE_DATA_DIR is started
  BRIDGE_DATA_DIR           data of the embedded PostgreSQL             .topper/bridge
  TRUSTLY_URL               base of Trustly's QR code API               required
  TRUSTLY_ACCESS_ID         Basic credentials given by Trustly          required, secret
  TRUSTLY_ACCESS_KEY                                                    required, secret
  TRUSTLY_MERCHANT_ID       the property, as Trustly knows it           required
  TPAS_CLIENT_ID            OAuth client with which the TPAS signs in   required
  TPAS_CLIENT_SECRET                                                    required, secret
  BRIDGE_OPERATOR_TOKEN     bearer token of the systems team            required, secret
  BRIDGE_FUNDING_WINDOW_MS  longest wait for the cabinet's answer       10000
  BRIDGE_CURRENCY           ISO 4217                                    USD
  BRIDGE_MIN_AMOUNT         smallest funding                            1.00
  BRIDGE_MAX_AMOUNT         largest funding                             1000.00
  BRIDGE_DAILY_LIMIT        ceiling per UBAI and gaming day             1000.00
  BRIDGE_GAMING_DAY_ZONE    time zone of the gaming day                 America/Los_Angeles
  BRIDGE_GAMING_DAY_HOUR    hour at which it starts, 0 to 23            6
  BRIDGE_HEARTBEAT_MS       ping interval of the kiosk link             5000
  BRIDGE_TOKEN_LIFETIME_S   life of an access token                     900
  BRIDGE_LOG_LEVEL          trace debug info warn error                 info`;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {SettingsError} naming the first setting that is missing or wrong. */
export function readSettings(env: Environment): Settings {
  const currency = text(env, 'BRIDGE_CURRENCY', 'USD');
  if (!/^[A-Z]{3}$/.test(currency)) throw new SettingsError('BRIDGE_CURRENCY must be three capital letters');
  const settings: Settings = {
    listen: listenAddress(text(env, 'BRIDGE_LISTEN', '127.0.0.1:7300')),
    databaseUrl: secret(env, 'DATABASE_URL', null),
    dataDir: text(env, 'BRIDGE_DATA_DIR', '.topper/bridge'),
    trustly: {
      url: httpUrl('TRUSTLY_URL', text(env, 'TRUSTLY_URL')),
      accessId: secret(env, 'TRUSTLY_ACCESS_ID'),
      accessKey: secret(env, 'TRUSTLY_ACCESS_KEY'),
      merchantId: text(env, 'TRUSTLY_MERCHANT_ID'),
    },
    tpas: { clientId: text(env, 'TPAS_CLIENT_ID'), clientSecret: secret(env, 'TPAS_CLIENT_SECRET') },
    operatorToken: secret(env, 'BRIDGE_OPERATOR_TOKEN'),
    fundingWindowMs: integer(env, 'BRIDGE_FUNDING_WINDOW_MS', 10_000, 100, 120_000),
    currency,
    minAmount: amount(env, 'BRIDGE_MIN_AMOUNT', '1', currency),
    maxAmount: amount(env, 'BRIDGE_MAX_AMOUNT', '1000', currency),
    dailyLimit: amount(env, 'BRIDGE_DAILY_LIMIT', '1000', currency),
    gamingDay: {
      zone: timeZone(text(env, 'BRIDGE_GAMING_DAY_ZONE', 'America/Los_Angeles')),
      startHour: integer(env, 'BRIDGE_GAMING_DAY_HOUR', 6, 0, 23),
    },
    heartbeatMs: integer(env, 'BRIDGE_HEARTBEAT_MS', 5_000, 100, 60_000),
    tokenLifetimeS: integer(env, 'BRIDGE_TOKEN_LIFETIME_S', 900, 1, 86_400),
    logLevel: oneOf('BRIDGE_LOG_LEVEL', text(env, 'BRIDGE_LOG_LEVEL', 'info'), LOG_LEVELS),
  };
  if (settings.minAmount.minor < 1 || settings.minAmount.minor > settings.maxAmount.minor) {
    throw new SettingsError('BRIDGE_MIN_AMOUNT must be more than zero and not above BRIDGE_MAX_AMOUNT');
  }
  return settings;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

function text(env: Environment, name: string, fallback?: string): string {
  const value = env[name] ?? '';
  if (value !== '') return value;
  if (fallback === undefined) throw new SettingsError(`${name} is not set`);
  return fallback;
}

function secret(env: Environment, name: string): string;
function secret(env: Environment, name: string, fallback: null): string | null;
function secret(env: Environment, name: string, fallback?: null): string | null {
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
    throw new SettingsError(`${name}_FILE: ${file} can not be read`, { cause });
  }
}

function integer(env: Environment, name: string, fallback: number, least: number, most: number): number {
  const value = text(env, name, String(fallback));
  const number = Number(value);
  if (!/^[0-9]+$/.test(value) || number < least || number > most) {
    throw new SettingsError(`${name} must be a whole number from ${least} to ${most}`);
  }
  return number;
}

function amount(env: Environment, name: string, fallback: string, currency: string): Money {
  try {
    return fromDecimal(text(env, name, fallback), currency);
  } catch (cause) {
    if (cause instanceof MoneyError) throw new SettingsError(`${name}: ${cause.message}`, { cause });
    throw cause;
  }
}

function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) throw new SettingsError(`${name} must be one of ${allowed.join(' ')}`);
  return value;
}

function timeZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new SettingsError(`BRIDGE_GAMING_DAY_ZONE: ${zone} is not a time zone`, { cause });
  }
}

function httpUrl(name: string, value: string): string {
  const url = URL.parse(value);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new SettingsError(`${name} is not an http(s) URL`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new SettingsError(`${name} must be https unless it is on this machine`); // S2
  }
  return value.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

function listenAddress(value: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):([0-9]{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new SettingsError('BRIDGE_LISTEN must be host:port');
  return { host: match[1] ?? match[2] ?? '', port };
}
