/** What the phone's pages can do with this rail. */
import { isKept } from '../../ledger/cards.ts';
import { newestCapture, orderCapture, type NewestCapture } from '../../ledger/capture-attempts.ts';
import { CAPTURE_STATES } from '../../ledger/capture-states.ts';
import { moneyOf } from '../../ledger/funding-money.ts';
import { findLogin, hasLogin, keepLogin, keepReturn } from '../../ledger/bank-logins.ts';
import { accountsOf, findAccountOf, forgetAccount, isWaitingSince } from '../../ledger/on-file-accounts.ts';
import { findBegunPayment } from '../../ledger/page-payments.ts';
import type { Queryable } from '../../platform/postgres/database.ts';
import { paymentOf, requireBegun } from '../begun-payment.ts';
import {
  type BankLoginData,
  type PagePayment,
  type PayFrom,
  type PayPage,
  type PayState,
  type Returned,
  type ReturnAddresses,
} from '../pay-page.ts';
import { PAYMENT_TYPE, STATUS } from './enumerations.ts';
import { establishData, type EstablishSettings } from './establish.ts';
import { Logins, type LoginPorts } from './logins.ts';
import { asksForRefresh } from './news-of-accounts.ts';
import { ON_FILE } from './on-file.ts';
import { payState } from './pay-state.ts';
import { signedRedirect } from './redirect-signature.ts';

const TRANSACTION_ID = /^[A-Za-z0-9_-]{1,40}$/;
/** Nobody is through the bank sooner. */
const AT_BANK_MS = 5_000;

export class OnFilePayPage implements PayPage {
  readonly #settings: EstablishSettings;
  readonly #ports: LoginPorts;
  readonly #logins: Logins;

  constructor(settings: EstablishSettings, ports: LoginPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#logins = new Logins(ports);
  }

  async begin(payment: PagePayment, back: ReturnAddresses): Promise<BankLoginData | null> {
    const { fundingId, payer } = payment;
    const login = await this.#ports.database.transaction(async (tx) => {
      await requireBegun(tx, payment);
      const state = await readState(tx, fundingId);
      if (state === null || !('attempt' in state)) return null;
      const reference = state.attempt === 1 ? fundingId : `${fundingId}.b${state.attempt}`;
      const ageMs = await keepLogin(tx, { reference, kind: 'pay', payer, fundingId });
      return { reference, ageMs };
    });
    if (login === null) return null;
    const { reference, ageMs } = login;
    if (ageMs > AT_BANK_MS && (await this.#logins.cameThrough(reference)) === true) return null;
    return establishData(this.#settings, { reference, paymentType: 'Deferred' }, back);
  }

  async refresh(fundingId: string, back: ReturnAddresses): Promise<BankLoginData | null> {
    const { database } = this.#ports;
    const [payment, newest] = [
      await findBegunPayment(database, fundingId),
      await newestCapture(database, fundingId),
    ];
    if (payment === null || newest === null || !asksForRefresh(newest.failure)) return null;
    if ((await this.stateOf(fundingId))?.kind !== 'refresh-needed') return null;
    const reference = `${fundingId}.r${newest.number}`;
    await keepLogin(database, { reference, kind: 'refresh', payer: payment.payer, fundingId });
    const login = { reference, paymentType: 'Verification', refreshes: newest.authorizationId } as const;
    return establishData(this.#settings, login, back);
  }

  async pay(payment: PagePayment, from: PayFrom): Promise<PayState> {
    const { database, wake } = this.#ports;
    const { fundingId, payer } = payment;
    const state = await database.transaction(async (tx) => {
      await requireBegun(tx, payment);
      const { accountId, attempt: number, card } = from;
      const isByCard = card !== undefined;
      const isOpen = !isByCard || (card.payer !== payer && (await isKept(tx, card)));
      const account = isOpen ? await findAccountOf(tx, card?.payer ?? payer, accountId) : null;
      if (account?.isVerified === true) await orderCapture(tx, { fundingId, accountId, number, isByCard });
      return readState(tx, fundingId);
    });
    wake();
    if (state === null) throw new Error(`payment ${fundingId} was begun and is not there`);
    return state;
  }

  async accountsOf(payer: string) {
    const accounts = await accountsOf(this.#ports.database, payer);
    return accounts.map(({ accountId, bankName, lastFour }) => ({ accountId, bankName, lastFour }));
  }

  async forget(payer: string, accountId: string): Promise<boolean> {
    return this.#ports.database.transaction(async (tx) => {
      const account = await findAccountOf(tx, payer, accountId);
      return account !== null && forgetAccount(tx, ON_FILE, accountId);
    });
  }

  async paymentOf(payer: string, fundingId: string): Promise<PagePayment | null> {
    return paymentOf(this.#ports.database, payer, fundingId);
  }

  async stateOf(fundingId: string): Promise<PayState | null> {
    return readState(this.#ports.database, fundingId);
  }

  async returned(base: string, query: string, payer: string | null): Promise<Returned> {
    const signed = signedRedirect(base, query, this.#settings.merchant.accessKey);
    const reference = signed?.get('merchantReference');
    const login = reference === undefined ? null : await findLogin(this.#ports.database, reference);
    if (!signed || login === null) return { kind: 'not-signed' };
    const isThrough = signed.get('status') === String(STATUS.AUTHORIZED);
    const transactionId = signed.get('transactionId') ?? '';
    const isNew = signed.get('payment.paymentType') !== String(PAYMENT_TYPE.VERIFICATION);
    if (isThrough && login.kind === 'deposit') await this.#logins.askVerified(login.payer);
    const putsOnFile = login.kind === 'pay' || login.kind === 'verify';
    if (isThrough && isNew && putsOnFile && TRANSACTION_ID.test(transactionId)) {
      if (payer === login.payer) await keepReturn(this.#ports.database, transactionId, payer);
      await this.#logins.withoutEvent(transactionId, login.reference);
    }
    return {
      kind: 'returned',
      fundingId: login.fundingId,
      isAuthorized: isThrough,
      isOfPayer: payer === login.payer,
    };
  }
}

/** Nothing of it is decided yet. One that the casino takes as money when it is processed is open, and decided all the same. */
function mayStillTake({ state, wasCaptured }: NewestCapture): boolean {
  return CAPTURE_STATES[state].isOpen && !wasCaptured;
}

async function readState(queryable: Queryable, fundingId: string): Promise<PayState | null> {
  const payment = await findBegunPayment(queryable, fundingId);
  if (payment === null) return null;
  const capture = await newestCapture(queryable, fundingId);
  return payState({
    ageMs: payment.ageMs,
    isAtBank: await hasLogin(queryable, fundingId, 'pay'),
    isWaiting: capture === null && (await isWaitingSince(queryable, fundingId)),
    capture,
    money: capture !== null && mayStillTake(capture) ? null : await moneyOf(queryable, fundingId),
  });
}
