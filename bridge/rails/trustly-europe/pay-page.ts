/** What the phone's pages can do with this rail: the player approves each payment in the bank's app, on a page of Trustly's. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  findOrder,
  keepAnswered,
  markLeft,
  newestOrder,
  orderNext,
  takeToAsk,
  type AnsweredOrder,
  type EuropeOrder,
} from '../../ledger/europe-orders.ts';
import { moneyOf } from '../../ledger/funding-money.ts';
import { findBegunPayment } from '../../ledger/page-payments.ts';
import type { Database, Queryable } from '../../platform/postgres/database.ts';
import type { Digests } from '../../platform/secrets/digests.ts';
import type { SecretKey } from '../../platform/secrets/secret-key.ts';
import { paymentOf, requireBegun } from '../begun-payment.ts';
import {
  type BankPage,
  type PageBrowser,
  type PagePayment,
  type PayPage,
  type PayState,
  type Returned,
} from '../pay-page.ts';
import type { DepositAttributes } from './attributes.ts';
import type { EuropeClient } from './client.ts';
import { endUserOf } from './end-user.ts';
import { EUROPE } from './europe.ts';
import { payState } from './pay-state.ts';

export interface PayPageSettings {
  /** ISO 3166: where the machines are. */
  readonly country: string;
  /** On the player's bank statement. */
  readonly shopperStatement: string;
}

interface Ports {
  readonly database: Database;
  readonly client: Pick<EuropeClient, 'deposit'>;
  readonly digests: Digests;
  readonly secretKey: SecretKey;
}

/** The longest that Trustly is waited for, and how long nobody else asks for the same order: longer. */
const ASK_MS = 8_000;
const LEASE_MS = 10_000;
/** Another request of the same page asks: it is waited for. */
const LOOK_MS = 250;
/** The page opens by itself for a player who has just chosen it. */
const NEW_MS = 5_000;
/** In the address to which Trustly sends the browser back. */
const ORDER = 'order';

export class EuropePayPage implements PayPage {
  readonly #settings: PayPageSettings;
  readonly #ports: Ports;
  readonly #sealing: SecretKey;

  constructor(settings: PayPageSettings, ports: Ports) {
    this.#settings = settings;
    this.#ports = ports;
    this.#sealing = ports.secretKey.derive('europe checkouts');
  }

  async begin(payment: PagePayment, browser: PageBrowser): Promise<BankPage | null> {
    const { database, digests } = this.#ports;
    const { fundingId, payer } = payment;
    const account = digests.account(`${EUROPE} payer ${payer}`);
    const next = async () =>
      database.transaction(async (tx) => {
        await requireBegun(tx, payment);
        return orderNext(tx, { fundingId, account });
      });
    const open = await this.#opened(await next(), payment, browser);
    // A page of which we know no address serves nobody: the player gets another one.
    const another = open?.state === 'LOST' ? await this.#opened(await next(), payment, browser) : open;
    return another && this.#pageOf(another);
  }

  /** Every payment is approved at the bank: nothing is on file to pay from. */
  async pay(payment: PagePayment): Promise<PayState> {
    await this.#ports.database.transaction(async (tx) => requireBegun(tx, payment));
    const state = await this.stateOf(payment.fundingId);
    if (state === null) throw new Error(`payment ${payment.fundingId} was begun and is not there`);
    return state;
  }

  async accountsOf() {
    return [];
  }

  async forget(): Promise<boolean> {
    return false;
  }

  async refresh(): Promise<null> {
    return null;
  }

  async paymentOf(payer: string, fundingId: string): Promise<PagePayment | null> {
    return paymentOf(this.#ports.database, payer, fundingId);
  }

  async stateOf(fundingId: string): Promise<PayState | null> {
    return readState(this.#ports.database, fundingId);
  }

  /** Trustly signs nothing here, and nothing follows but which page is shown: the order is named by a digest that nobody guesses. */
  async returned(base: string, query: string, payer: string | null): Promise<Returned> {
    const { database } = this.#ports;
    const messageId = new URLSearchParams(query).get(ORDER);
    const order = messageId === null ? null : await findOrder(database, messageId);
    const payment = order && (await findBegunPayment(database, order.fundingId));
    if (order === null || payment === null) return { kind: 'not-signed' };
    const isAuthorized = !base.endsWith('/cancelled');
    const isOfPayer = payment.payer === payer;
    if (!isAuthorized && isOfPayer) await markLeft(database, order.messageId);
    return { kind: 'returned', fundingId: order.fundingId, isAuthorized, isOfPayer };
  }

  /** @returns null: Trustly has no page for it now. */
  async #opened(
    order: EuropeOrder | null,
    payment: PagePayment,
    browser: PageBrowser,
  ): Promise<EuropeOrder | null> {
    const { database } = this.#ports;
    const endsAt = performance.now() + ASK_MS;
    for (let now = order; now !== null; now = await findOrder(database, now.messageId)) {
      if (now.state !== 'ORDERED' && now.state !== 'SENT') return now;
      const { messageId } = now;
      if (await takeToAsk(database, messageId, LEASE_MS)) {
        const answer = await this.#ask(now, payment, browser);
        await keepAnswered(database, messageId, answer);
        // Not asked again at once: what did not answer in eight seconds will not in the next ones.
        return answer.kind === 'ask again' ? null : findOrder(database, messageId);
      }
      if (performance.now() > endsAt) return null;
      await delay(LOOK_MS);
    }
    return null;
  }

  async #ask({ messageId }: EuropeOrder, payment: PagePayment, browser: PageBrowser): Promise<AnsweredOrder> {
    const { client, digests } = this.#ports;
    const answer = await client.deposit(
      {
        messageId,
        endUserId: endUserOf(digests, payment.payer),
        amount: payment.amount,
        attributes: this.#attributes(messageId, browser),
      },
      AbortSignal.timeout(ASK_MS),
    );
    switch (answer.kind) {
      case 'answered': {
        const { orderid: orderId, url } = answer.value;
        return { kind: 'open', orderId, sealedPage: this.#sealing.seal(messageId, Buffer.from(url)) };
      }
      case 'landed':
        return { kind: 'lost' };
      case 'refused':
      case 'locked-out':
        return { kind: 'refused', failure: answer.error ?? 'NOT_SENT' };
      case 'uncertain':
        return { kind: 'ask again' };
    }
  }

  #attributes(messageId: string, { ip, language, done, cancelled }: PageBrowser): DepositAttributes {
    const { country, shopperStatement } = this.#settings;
    const back = `?${new URLSearchParams({ [ORDER]: messageId }).toString()}`;
    return {
      Country: country,
      Locale: LOCALES[language] ?? 'en',
      SuccessURL: done + back,
      FailURL: cancelled + back,
      // One address, as Trustly takes it: that of IPv4 where a socket of IPv6 tells it.
      IP: ip.replace(/^::ffff:(?=[0-9.]+$)/i, ''),
      ShopperStatement: shopperStatement,
      RequestKYC: '1',
    };
  }

  #pageOf({ messageId, state, sealedPage, openMs }: EuropeOrder): BankPage | null {
    if (state !== 'OPEN' || sealedPage === null || openMs === null) return null;
    const url = this.#sealing.open(messageId, sealedPage).toString();
    return { kind: 'page', url, isNew: openMs < NEW_MS };
  }
}

/** Of the languages of our pages, those that Trustly's have. */
const LOCALES: Readonly<Record<string, string>> = { en: 'en', es: 'es' };

async function readState(queryable: Queryable, fundingId: string): Promise<PayState | null> {
  const payment = await findBegunPayment(queryable, fundingId);
  if (payment === null) return null;
  return payState({
    ageMs: payment.ageMs,
    order: await newestOrder(queryable, fundingId),
    money: await moneyOf(queryable, fundingId),
  });
}
