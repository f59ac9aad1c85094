/** The payment rails of this bridge: the one place that knows which there are. */
import type { AccountTokens } from '../platform/secrets/account-tokens.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import type { NotificationInbox, Rail } from '../rails/rail.ts';
import { scanAndPay, type ScanAndPayPorts, type ScanAndPaySettings } from '../rails/scan-and-pay/rail.ts';
import type { Settings } from './settings.ts';

/** What a rail may be handed. One that pays first tells what it hears to the inbox. */
export interface RailPorts extends ScanAndPayPorts {
  readonly inbox: NotificationInbox;
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
}

export type ComposeRails = (settings: Settings, ports: RailPorts) => readonly [Rail, ...Rail[]];

/** @returns the first is the one whose codes are on the glass. */
export function composeRails(
  settings: ScanAndPaySettings,
  ports: ScanAndPayPorts,
): readonly [Rail, ...Rail[]] {
  return [scanAndPay(settings, ports)];
}

/** The property, as its payment rail knows it. */
export function merchantIdOf({ trustly }: ScanAndPaySettings): string {
  return trustly.merchantId;
}
