/** What the phone's page of accounts can do with this rail: to put an account on file without a payment. */
import {
  everyAccountOf,
  findAccountOf,
  isOnFile,
  type OnFileAccount,
} from '../../ledger/on-file-accounts.ts';
import { findLogin, keepLogin, keepLoginOnce } from '../../ledger/bank-logins.ts';
import type { AccountNumbers, AccountOnFile, AccountPage, AccountUse, NumbersTold } from '../account-page.ts';
import type { BankLoginData, ReturnAddresses } from '../pay-page.ts';
import { establishData, numbersData, type EstablishSettings } from './establish.ts';
import { Logins, type LoginPorts } from './logins.ts';

export interface AccountSettings extends EstablishSettings {
  /** As what Trustly is asked for an account without a payment. */
  readonly addsAs: 'Deferred' | 'Retrieval';
  /** The property pays out to accounts that players tell by their numbers. */
  readonly takesNumbers: boolean;
}

/** Nobody is through the bank sooner. */
const AT_BANK_MS = 5_000;
/** The page of the bank is opened again for so long. */
const LOGIN_WITHIN_MS = 600_000;
/** A call takes 8 s at most; what has not arrived by then was lost. */
const ARRIVED_MS = 20_000;
const TELL_MS = 8_000;

export class OnFileAccountPage implements AccountPage {
  readonly #settings: AccountSettings;
  readonly #ports: LoginPorts;
  readonly #logins: Logins;

  constructor(settings: AccountSettings, ports: LoginPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#logins = new Logins(ports);
  }

  get takesNumbers(): boolean {
    return this.#settings.takesNumbers;
  }

  async accountsOf(payer: string): Promise<readonly AccountOnFile[]> {
    const accounts = await everyAccountOf(this.#ports.database, payer);
    return accounts.map((account) => {
      const { accountId, bankName, lastFour } = account;
      return { accountId, bankName, lastFour, use: useOf(account) };
    });
  }

  async begin(payer: string, reference: string): Promise<void> {
    await keepLogin(this.#ports.database, { reference, kind: 'verify', payer, fundingId: null });
  }

  async isAtBank(payer: string, reference: string): Promise<boolean> {
    return (await this.#begun(payer, reference)) !== null;
  }

  async login(payer: string, reference: string, back: ReturnAddresses): Promise<BankLoginData | null> {
    const login = await this.#begun(payer, reference);
    if (login === null) return null;
    if (login.ageMs > AT_BANK_MS && (await this.#logins.cameThrough(reference)) === true) return null;
    return establishData(this.#settings, { reference, paymentType: this.#settings.addsAs }, back);
  }

  async #begun(payer: string, reference: string) {
    const login = await findLogin(this.#ports.database, reference);
    const isOurs = login?.kind === 'verify' && login.payer === payer;
    return isOurs && login.ageMs < LOGIN_WITHIN_MS ? login : null;
  }

  async tellCode(
    payer: string,
    accountId: string,
    reference: string,
    back: ReturnAddresses,
  ): Promise<BankLoginData | null> {
    const { database } = this.#ports;
    const waits = async () => {
      const account = await findAccountOf(database, payer, accountId);
      return account !== null && useOf(account) === 'waits-for-code' ? account : null;
    };
    if ((await waits()) === null) return null;
    // Told at another time, of which the event was lost.
    await this.#logins.askVerified(payer);
    const account = await waits();
    if (account === null) return null;
    await keepLogin(database, { reference, kind: 'deposit', payer, fundingId: null });
    const login = { reference, paymentType: 'Verification', of: account.authorizationId } as const;
    return establishData(this.#settings, login, back);
  }

  async tellNumbers(payer: string, reference: string, numbers: AccountNumbers): Promise<NumbersTold> {
    const { database, client } = this.#ports;
    const login = { reference, kind: 'numbers', payer, fundingId: null } as const;
    if (!this.takesNumbers) return 'not-on-file';
    if (!(await keepLoginOnce(database, login)))
      return (await this.numbersTold(payer, reference)) === 'asking' ? 'asking' : 'told-before';
    const fields = numbersData(this.#settings, reference, numbers);
    const answer = await client.establish(fields, AbortSignal.timeout(TELL_MS));
    if (answer.kind === 'refused' || answer.kind === 'locked-out') return 'not-on-file';
    if (answer.kind === 'answered' && (await this.#logins.hear(answer.value, reference))) return 'on-file';
    return (await this.numbersTold(payer, reference)) ?? 'not-on-file';
  }

  async numbersTold(payer: string, reference: string): Promise<NumbersTold | null> {
    const login = await findLogin(this.#ports.database, reference);
    if (login?.kind !== 'numbers' || login.payer !== payer) return null;
    const authorizationId = await this.#logins.authorizedBy(reference);
    if (typeof authorizationId === 'string')
      return (await isOnFile(this.#ports.database, payer, authorizationId)) ? 'on-file' : null;
    return authorizationId === false && login.ageMs > ARRIVED_MS ? 'not-on-file' : 'asking';
  }
}

function useOf({ account, isVerified, isByNumbers }: OnFileAccount): AccountUse {
  if (account === null) return 'unnamed';
  if (isVerified) return 'pays';
  return isByNumbers ? 'payouts-only' : 'waits-for-code';
}
