/** What the Lightbox does: opens for an authorization, logs the player in, and sends the player back to the merchant. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isRoutingNumber } from '../../demo-bank-accounts.ts';
import { BANKS, type BankAccount, type Credentials, type DemoBank } from '../../demo-bank.ts';
import type { Later } from '../../demo-bank-phrases.ts';
import type { Agenda } from '../../agenda.ts';
import { isAccountNumber, typedAccount } from '../account-numbers.ts';
import { accountOf, authorize, leave, redirectOf, verify, type Panel } from '../authorize.ts';
import type { OnFileLogin } from '../control.ts';
import { establish } from '../establish.ts';
import type { Merchant } from '../event-queue.ts';
import { ANSWER_WITHIN_MS } from '../event-sender.ts';
import type { OnFileFaultSwitch } from '../faults.ts';
import { hasArrived, newDeposit, tryCode } from '../micro-deposits.ts';
import type { Fields } from '../request-fields.ts';
import type { SplitTokens } from '../split-tokens.ts';
import type { Transactions } from '../transactions.ts';
import type { AuthorizedAccount, MicroDeposit, Transaction } from '../transaction.ts';
import { panelOf, type Renewal } from './steps.ts';
import { Visits, type Visit } from './visits.ts';

export interface ReceptionPorts {
  readonly merchant: Merchant;
  readonly transactions: Transactions;
  readonly tokens: SplitTokens;
  readonly faults: OnFileFaultSwitch;
  readonly agenda: Agenda;
  readonly bank: DemoBank;
  readonly log: Logger;
}

/** Of the questions of a bank, when no player is there to answer them. */
const MOST_QUESTIONS = 5;

export class Reception {
  readonly visits = new Visits();
  readonly #ports: ReceptionPorts;

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  /** A visit for what a page asked for by `Trustly.establish`. @throws {ApiError} */
  establish(fields: Fields): Visit {
    const { merchant, transactions, agenda } = this.#ports;
    const transaction = establish(fields, merchant, transactions);
    agenda.wake();
    return this.open(transaction, fields['paymentProviderId'] ?? null);
  }

  /** @param providerId of the bank that was chosen already. */
  open(transaction: Transaction, providerId: string | null = null): Visit {
    const parent = this.#ports.transactions.parentOf(transaction);
    const chosen = BANKS.find((bank) => bank.providerId === (parent?.account?.providerId ?? providerId));
    const renewal: Renewal | null =
      parent?.account && chosen ? { bank: chosen, accountToken: parent.account.token } : null;
    const { transactionId, returnUrl } = transaction;
    if (transaction.paymentType === 'Verification' && parent?.account?.deposit) {
      const statement = this.#statementOf(parent.account.deposit);
      const at = { step: 'code', bank: chosen ?? null, statement, problem: null } as const;
      return this.visits.open(transactionId, null, returnUrl ?? '', at);
    }
    const visit = this.visits.open(transactionId, renewal, returnUrl ?? '');
    if (renewal !== null || chosen === undefined) return visit;
    return this.visits.advance(visit.id, { event: 'bank', bank: chosen }) ?? visit;
  }

  async logIn(id: string, credentials: Credentials): Promise<void> {
    const { delayMs, warning, result } = this.#ports.bank.login(credentials);
    if (warning !== null) this.#ports.log.warn({ event: 'fic-warning' }, warning);
    await delay(delayMs, undefined, { ref: false });
    await this.#renewed(this.visits.advance(id, { event: 'loggedIn', credentials, result }));
  }

  async answer(id: string, answers: Fields): Promise<void> {
    const at = this.visits.get(id)?.at;
    if (at?.step !== 'question') return;
    const result = this.#ports.bank.answer(at.credentials, at.asked, answers);
    await this.#renewed(this.visits.advance(id, { event: 'loggedIn', credentials: at.credentials, result }));
  }

  /** The player cannot log in, and has typed an account: a deposit goes to it. */
  async numbers(id: string, form: Fields): Promise<void> {
    const { transactions, faults } = this.#ports;
    const visit = this.visits.get(id);
    if (visit?.at.step !== 'numbers') return;
    const [routingNumber, accountNumber] = [form['routingNumber'] ?? '', form['accountNumber'] ?? ''].map(
      (one) => one.trim(),
    ) as [string, string];
    if (!isRoutingNumber(routingNumber) || !isAccountNumber(accountNumber)) {
      this.visits.advance(id, { event: 'numbersRefused' });
      return;
    }
    const kind = faults.faults.deposits;
    const deposit = newDeposit(kind, transactions.clock.now());
    const account = typedAccount({ routingNumber, accountNumber, isSavings: false }, visit.at.bank, deposit);
    if (kind === 'legacy') {
      this.visits.advance(id, { event: 'over', redirect: await this.#put(visit.transactionId, account) });
      return;
    }
    const transaction = transactions.store.get(visit.transactionId);
    if (transaction?.status === 'New') transactions.store.update({ ...transaction, account });
    this.visits.advance(id, { event: 'deposit', statement: this.#statementOf(deposit) });
  }

  /** The player has read the code on the bank's statement. */
  async code(id: string, typed: string): Promise<void> {
    const { transactions } = this.#ports;
    const visit = this.visits.get(id);
    const transaction = visit?.at.step === 'code' ? transactions.store.get(visit.transactionId) : null;
    const root = transaction && transactions.authorizationOf(transaction);
    if (!visit || !transaction || !root?.account?.deposit) return;
    const { deposit, problem } = tryCode(root.account.deposit, typed, transactions.clock.now());
    transactions.store.update({ ...root, account: { ...root.account, deposit } });
    if (problem !== null) {
      this.visits.advance(id, { event: 'codeRefused', problem });
      return;
    }
    const isLater = root.transactionId !== transaction.transactionId;
    const verified = { ...root.account, verified: true, deposit: null };
    const redirect = isLater
      ? await this.#told(verify(transaction.transactionId, transactions) ?? transaction)
      : await this.#put(transaction.transactionId, verified);
    this.visits.advance(id, { event: 'over', redirect });
  }

  #statementOf(deposit: MicroDeposit): string | null {
    return hasArrived(deposit, this.#ports.transactions.clock.now()) ? `$0.01 TRUSTLY ${deposit.code}` : null;
  }

  /** After the login of a refresh there is nothing to choose any more. */
  async #renewed(visit: Visit | null): Promise<void> {
    if (visit?.renewal && visit.at.step === 'confirm') await this.confirm(visit.id);
  }

  /** Authorizes, and lets the merchant hear of it before the player comes back. */
  async confirm(id: string): Promise<void> {
    const visit = this.visits.get(id);
    if (visit?.at.step !== 'confirm') return;
    const { credentials, account, later } = visit.at;
    const redirect = await this.#authorize(visit.transactionId, credentials, account, later);
    this.visits.advance(id, { event: 'over', redirect });
  }

  /** The player leaves without an authorization. */
  cancel(id: string): void {
    const visit = this.visits.get(id);
    if (visit === null || visit.at.step === 'over') return;
    this.visits.advance(id, { event: 'over', redirect: this.#leave(visit.transactionId, panelOf(visit.at)) });
  }

  /** The whole way at once, for tests without a browser. @returns where the player is sent. @throws {ApiError} */
  async walkThrough(fields: Fields, choice: Omit<OnFileLogin, 'establish'>): Promise<string> {
    const { bank: demoBank } = this.#ports;
    const { id, transactionId, renewal } = this.establish(fields);
    const bank = renewal?.bank ?? BANKS.find(({ name }) => name === choice.bank) ?? BANKS[0];
    this.visits.advance(id, { event: 'bank', bank });
    if (this.visits.get(id)?.at.step === 'code') return this.#byCode(id, choice.code ?? '');
    if (choice.numbers !== undefined) {
      this.visits.advance(id, { event: 'manual' });
      await this.numbers(id, choice.numbers);
      const root = this.#ports.transactions.store.get(transactionId);
      return this.#byCode(id, choice.code ?? root?.account?.deposit?.code ?? '');
    }
    const { userName = 'player', passPhrase = 'demo' } = choice;
    const credentials = { bank, userName, passPhrase };
    let { result } = demoBank.login(credentials);
    for (let asked = 0; asked < MOST_QUESTIONS && 'asked' in result; asked += 1) {
      const answers = Object.fromEntries(result.asked.question.fields.map(({ name }) => [name, 'demo']));
      result = demoBank.answer(credentials, result.asked, answers);
    }
    this.visits.advance(id, { event: 'loggedIn', credentials, result });
    this.visits.advance(id, { event: 'account', index: choice.account ?? 0 });
    await this.confirm(id);
    return this.#endOf(id, transactionId);
  }

  async #byCode(id: string, code: string): Promise<string> {
    await this.code(id, code);
    return this.#endOf(id, this.visits.get(id)?.transactionId ?? '');
  }

  #endOf(id: string, transactionId: string): string {
    const after = this.visits.get(id)?.at;
    return after?.step === 'over'
      ? after.redirect
      : this.#leave(transactionId, after ? panelOf(after) : 'login');
  }

  async #authorize(
    transactionId: string,
    { bank }: Credentials,
    account: BankAccount,
    later: Later,
  ): Promise<string> {
    return this.#put(transactionId, accountOf(bank, account, later));
  }

  async #put(transactionId: string, account: AuthorizedAccount): Promise<string> {
    const { transactions, tokens } = this.#ports;
    const authorized = authorize(transactionId, account, transactions, tokens);
    const transaction = authorized ?? transactions.store.get(transactionId);
    if (transaction === null) throw new Error(`there is no transaction ${transactionId}`);
    return this.#told(transaction);
  }

  /** The merchant hears of it before the player comes back. */
  async #told(transaction: Transaction): Promise<string> {
    const { transactions, agenda, merchant, faults } = this.#ports;
    const event = transactions.events.newestOf(transaction.transactionId);
    const heard = event === null ? null : agenda.tried(event.eventId, ANSWER_WITHIN_MS);
    agenda.wake();
    await heard;
    return redirectOf(transaction, 'confirm', merchant, faults);
  }

  #leave(transactionId: string, panel: Panel): string {
    const { transactions, agenda, merchant, faults } = this.#ports;
    const transaction = leave(transactionId, panel, transactions);
    if (transaction === null) throw new Error(`there is no transaction ${transactionId}`);
    agenda.wake();
    return redirectOf(transaction, panel, merchant, faults);
  }
}
