/** The payment rails of this bridge: the one place that knows which there are. */
import type { AccountTokens } from '../platform/secrets/account-tokens.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import { calendarDay } from '../protection/gaming-day.ts';
import type { NotificationInbox, Rail } from '../rails/rail.ts';
import { scanAndPay, type ScanAndPayPorts } from '../rails/scan-and-pay/rail.ts';
import type { PaymentOutlook } from '../rails/trustly-on-file/capture-ports.ts';
import { PageCodes } from '../rails/page-codes.ts';
import { trustlyEuropeRail } from '../rails/trustly-europe/rail.ts';
import { trustlyOnFile } from '../rails/trustly-on-file/rail.ts';
import type { Settings } from './settings.ts';

/** What a rail may be handed. One that pays first tells what it hears to the inbox. */
export interface RailPorts extends ScanAndPayPorts {
  readonly inbox: NotificationInbox;
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
  readonly outlook: PaymentOutlook;
}

export type ComposeRails = (settings: Settings, ports: RailPorts) => readonly [Rail, ...Rail[]];

/** @returns in the property's order of preference: the first one that has codes has them on the glass. */
export function composeRails(settings: Settings, ports: RailPorts): readonly [Rail, ...Rail[]] {
  const [first, ...others] = settings.rails;
  return [compose(first, settings, ports), ...others.map((name) => compose(name, settings, ports))];
}

function compose(name: Settings['rails'][number], settings: Settings, ports: RailPorts): Rail {
  const { scanAndPay: account, onFile, europe, public: pages, currency } = settings;
  if (name === 'scan-and-pay') {
    if (account === null) throw withoutSettings(name);
    return scanAndPay({ ...settings, ...account }, ports);
  }
  if (pages === null) throw withoutSettings(name);
  const codes = new PageCodes(ports.secretKey, { base: pages.url, lifetimeMs: pages.codeLifetimeMs });
  if (name === 'trustly-europe') {
    if (europe === null) throw withoutSettings(name);
    const { zone } = settings.limits.gamingDay;
    return trustlyEuropeRail(europe, { ...ports, codes, today: () => calendarDay(zone, new Date()) });
  }
  if (onFile === null) throw withoutSettings(name);
  return trustlyOnFile({ ...onFile, currency }, { ...ports, codes });
}

function withoutSettings(name: string): Error {
  return new Error(`${name} is among the rails, and has no settings`);
}

/** The property, as Scan and Pay knows it, whose TPAS names it in each funding; otherwise as its first rail does. */
export function merchantIdOf({ scanAndPay, onFile, europe }: Settings): string {
  const merchantId =
    scanAndPay?.trustly.merchantId ?? onFile?.merchant.merchantId ?? europe?.merchant.username;
  if (merchantId === undefined) throw withoutSettings('none');
  return merchantId;
}
