/** Trustly Europe: its client, its door, its refunds and payouts, made from its settings and ports. */
import type { Log } from '../../platform/log.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { Digests } from '../../platform/secrets/digests.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { SecretKey } from '../../platform/secrets/secret-key.ts';
import type { PageCodes } from '../page-codes.ts';
import type { RailPages } from '../rail-pages.ts';
import type { NotificationInbox, Rail } from '../rail.ts';
import { EuropeClient, type EuropeMerchant } from './client.ts';
import { EUROPE } from './europe.ts';
import type { EuropeOrders } from './notification-news.ts';
import { notificationDoorOf } from './notification-path.ts';
import { notificationRoutes } from './notifications.ts';
import { LedgerOrders } from './ledger-orders.ts';
import { europePayouts, europeRefunds } from './orders.ts';
import { EuropePayPage, type PayPageSettings } from './pay-page.ts';

export interface EuropeSettings extends PayPageSettings {
  readonly merchant: EuropeMerchant;
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

export function trustlyEurope(
  { merchant, shopperStatement }: Pick<EuropeSettings, 'merchant' | 'shopperStatement'>,
  ports: EuropePorts,
) {
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

export interface EuropeRailPorts extends Omit<EuropePorts, 'orders'> {
  readonly database: Database;
  readonly secretKey: SecretKey;
  /** The codes that lead to our own pay page. */
  readonly codes: PageCodes;
}

/** The rail as a property has it: its orders are in the ledger, and its codes lead to the phone's pages. */
export function trustlyEuropeRail(
  settings: EuropeSettings,
  { codes, ...ports }: EuropeRailPorts,
): Rail & { readonly pages: RailPages } {
  const { client, ...rail } = trustlyEurope(settings, { ...ports, orders: new LedgerOrders(ports.digests) });
  return {
    ...rail,
    codes: codes.source,
    pages: {
      payPage: new EuropePayPage(settings, { ...ports, client }),
      accountPage: null,
      readCode: (asset, token) => codes.read(asset, token),
    },
    start: async () => undefined,
  };
}
