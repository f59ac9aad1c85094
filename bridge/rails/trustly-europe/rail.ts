/** Trustly Europe: its client, its door, its refunds and payouts, made from its settings and ports. */
import type { Log } from '../../platform/log.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { Digests } from '../../platform/secrets/digests.ts';
import type { NotificationInbox } from '../rail.ts';
import { EuropeClient, type EuropeMerchant } from './client.ts';
import { EUROPE } from './europe.ts';
import type { EuropeOrders } from './notification-news.ts';
import { notificationDoorOf } from './notification-path.ts';
import { notificationRoutes } from './notifications.ts';
import { europePayouts, europeRefunds } from './orders.ts';

export interface EuropeSettings {
  readonly merchant: EuropeMerchant;
  /** What a player reads on the bank's statement, after Trustly's own reference. */
  readonly shopperStatement: string;
}

export interface EuropePorts {
  readonly inbox: NotificationInbox;
  readonly orders: EuropeOrders;
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
  /** `YYYY-MM-DD`, where the machines are. */
  readonly today: () => string;
  readonly log: Log;
}

export function trustlyEurope({ merchant, shopperStatement }: EuropeSettings, ports: EuropePorts) {
  const client = new EuropeClient(merchant, ports.log);
  const door = notificationDoorOf(merchant.notificationUrl);
  if (door === null) throw new Error('the address of the notifications is not one that the settings take');
  return {
    name: EUROPE,
    movesMoney: 'pays-first' as const,
    client,
    refunds: europeRefunds(client, Date.now),
    payouts: europePayouts(client, ports.accountTokens, shopperStatement, Date.now),
    routes: notificationRoutes({ ...ports, keys: merchant.keys, door, now: Date.now }),
    stop: async () => client.stop(),
  };
}
