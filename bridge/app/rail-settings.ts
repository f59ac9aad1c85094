/** Which rails a property has, and what each of them needs. */
import type { Money } from '../../protocol/money.ts';
import { oneOf, readAll, SettingsError, text, type Environment } from '../platform/environment.ts';
import { hasPublic, readPublic, type PublicSettings } from '../phone/settings.ts';
import { hasScanAndPay, readScanAndPay, type ScanAndPayAccount } from '../rails/scan-and-pay/settings.ts';
import { EUROPE_CURRENCIES, isEuropeCurrency } from '../rails/trustly-europe/amounts.ts';
import type { EuropeSettings } from '../rails/trustly-europe/rail.ts';
import { hasEurope, readEurope } from '../rails/trustly-europe/settings.ts';
import {
  hasOnFile,
  ON_FILE_CURRENCY,
  ON_FILE_LEAST_MINOR,
  readOnFile,
  type OnFileAccount,
} from '../rails/trustly-on-file/settings.ts';

const RAIL_NAMES = ['scan-and-pay', 'trustly-on-file', 'trustly-europe'] as const;
export type RailName = (typeof RAIL_NAMES)[number];

/** `null`: the rail is not among them. */
export interface RailSettings {
  /** In order of preference. */
  readonly rails: readonly [RailName, ...RailName[]];
  readonly scanAndPay: ScanAndPayAccount | null;
  readonly onFile: OnFileAccount | null;
  readonly europe: EuropeSettings | null;
  /** The pages on players' phones; `null`: no rail needs them. */
  readonly public: PublicSettings | null;
}

/**
 * What a rail needs is checked when the property has it; a setting of a rail that it does not have is a mistake.
 * @throws {SettingsError}
 */
export function readRails(env: Environment): RailSettings {
  const names = text(env, 'BRIDGE_RAILS', 'scan-and-pay').split(',');
  const rails = names.map((name) => oneOf('BRIDGE_RAILS', name.trim(), RAIL_NAMES) as RailName);
  const [first, ...others] = rails;
  if (first === undefined || new Set(rails).size < rails.length)
    throw new SettingsError('BRIDGE_RAILS must name each rail once');
  const isScanAndPay = rails.includes('scan-and-pay');
  const isOnFile = rails.includes('trustly-on-file');
  const isEurope = rails.includes('trustly-europe');
  if (isOnFile && isEurope)
    throw new SettingsError(
      'BRIDGE_RAILS: trustly-on-file and trustly-europe are of two continents, and of one property there is one',
    );
  if (!isScanAndPay && hasScanAndPay(env)) throw notNamed('TRUSTLY_… or TPAS_…', 'scan-and-pay');
  if (!isOnFile && hasOnFile(env)) throw notNamed('BRIDGE_ON_FILE_…', 'trustly-on-file');
  if (!isEurope && hasEurope(env)) throw notNamed('BRIDGE_EUROPE_…', 'trustly-europe');
  if (!isOnFile && !isEurope && hasPublic(env))
    throw notNamed('BRIDGE_PUBLIC_…', 'trustly-on-file or trustly-europe');
  return {
    rails: [first, ...others],
    ...readAll({
      scanAndPay: () => (isScanAndPay ? readScanAndPay(env) : null),
      onFile: () => (isOnFile ? readOnFile(env) : null),
      europe: () => (isEurope ? readEurope(env) : null),
      public: () => (isOnFile || isEurope ? readPublic(env) : null),
    }),
  };
}

function notNamed(settings: string, rail: string): SettingsError {
  return new SettingsError(`${settings} is set, but BRIDGE_RAILS does not name ${rail}`);
}

/** No code may lead to an amount that its rail refuses. @throws {SettingsError} */
export function requireAmountsOfRails(
  { onFile, europe }: RailSettings,
  { currency, minAmount }: { readonly currency: string; readonly minAmount: Money },
): void {
  if (europe !== null && !isEuropeCurrency(currency))
    throw new SettingsError(
      `BRIDGE_CURRENCY must be one of ${EUROPE_CURRENCIES.join(', ')} with trustly-europe`,
    );
  if (onFile === null) return;
  if (currency !== ON_FILE_CURRENCY)
    throw new SettingsError(`BRIDGE_CURRENCY must be ${ON_FILE_CURRENCY} with trustly-on-file`);
  if (minAmount.minor < ON_FILE_LEAST_MINOR)
    throw new SettingsError('BRIDGE_MIN_AMOUNT must be 0.99 or more with trustly-on-file');
}

/** @returns where each rail is reached. */
export function servicesOf({ scanAndPay, onFile, europe }: RailSettings): readonly string[] {
  return [scanAndPay?.trustly.url, onFile?.merchant.url, europe?.merchant.url].filter(
    (url) => url !== undefined,
  );
}
