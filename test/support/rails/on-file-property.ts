/**
 * A real bridge with Trustly on file, against the sandbox: what the tests of payments share. Each test has a machine of its
 * own; at the end the books agree.
 */
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Bridge } from '../../../bridge/app/bridge.ts';
import type { PagePayment, PayPage, PayState } from '../../../bridge/rails/pay-page.ts';
import { CAPTURE_TIMES, type CaptureTimes } from '../../../bridge/rails/trustly-on-file/capture-ports.ts';
import { PageCodes } from '../../../bridge/rails/page-codes.ts';
import { trustlyOnFile, type OnFileSettings } from '../../../bridge/rails/trustly-on-file/rail.ts';
import { fromDecimal } from '../../../protocol/money.ts';
import { BridgeSite } from '../bridge/bridge-site.ts';
import type { TestKiosk } from '../bridge/test-kiosk.ts';
import { OnFileTrustly, type BankLogin } from './on-file-trustly.ts';

export const BACK = {
  done: 'https://casino.example/pay/done',
  cancelled: 'https://casino.example/pay/cancelled',
  ip: '127.0.0.1',
  language: 'en',
};
export const DAY_MS = 86_400_000;
/** As in a bridge, but questions come sooner. */
const TIMES = {
  ...CAPTURE_TIMES,
  askFirstMs: 50,
  askLongestMs: 200,
  leaseMs: 1_000,
  callMs: 500,
  lostMs: 600,
  pollMs: 50,
};

interface Behaviour {
  readonly times: Partial<CaptureTimes>;
  readonly settings: Partial<Pick<OnFileSettings, 'takesProcessed' | 'holdHours'>>;
}

let numbers = 0;
export const aPlayer = (): BankLogin => ({ userName: `player${++numbers}` });

export class OnFileProperty {
  site!: BridgeSite;
  trustly!: OnFileTrustly;
  bridge!: Bridge;
  kiosk!: TestKiosk;
  page!: PayPage;
  asset = '';

  /** For all tests of a file, or of a part of it. */
  static ofTests(times: Partial<CaptureTimes> = {}, settings: Behaviour['settings'] = {}): OnFileProperty {
    const property = new OnFileProperty();
    beforeAll(async () => {
      [property.site, property.trustly] = await Promise.all([BridgeSite.open(), OnFileTrustly.start()]);
      await property.restart(times, settings);
    });
    beforeEach(async () => property.#anew());
    afterAll(async () => {
      const disagreements = await property.site.disagreements();
      await property.trustly.stop();
      await property.site.close();
      expect(disagreements).toEqual([]);
    });
    return property;
  }

  /** Another bridge, on the same ledger. */
  async restart(times: Partial<CaptureTimes>, settings: Behaviour['settings'] = {}): Promise<void> {
    const { trustly, site } = this;
    trustly.bridgeUrl = null;
    await site.clear();
    this.bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' }, ({ currency }, ports) => {
      const codes = new PageCodes(ports.secretKey, {
        base: 'https://pay.casino.example',
        lifetimeMs: 60_000,
      });
      const account = {
        merchant: trustly.merchant,
        notificationUrl: null,
        signedWith: 'sha1',
        addsAs: 'Deferred',
        takesNumbers: true,
      } as const;
      const usual = { takesProcessed: false, holdHours: 0, paysOutInstantly: true };
      const all = { ...account, currency, ...usual, ...settings };
      const rail = trustlyOnFile(all, { ...ports, codes }, { ...TIMES, ...times });
      this.page = rail.pages.payPage;
      return [rail];
    });
    trustly.bridgeUrl = this.bridge.url;
  }

  async #anew(): Promise<void> {
    await this.trustly.behave();
    this.asset = `EGM-F${++numbers}`;
    this.kiosk = await this.site.kiosk(this.bridge, this.asset);
    this.kiosk.creditEverything();
  }

  readonly aPayment = (payer = `payer-0123456789-${++numbers}`): PagePayment => ({
    fundingId: `of-${process.pid}-${++numbers}`,
    asset: this.asset,
    amount: { minor: 2_000, currency: 'USD' },
    payer,
  });

  readonly stateOf = async ({ fundingId }: PagePayment) => this.page.stateOf(fundingId);

  readonly reaches = async (payment: PagePayment, state: Partial<PayState>) =>
    expect.poll(() => this.stateOf(payment)).toMatchObject(state);

  readonly captureOf = async ({ fundingId }: PagePayment, attempt = 1) =>
    this.trustly.one(`${fundingId}.${attempt}`);

  readonly captures = async ({ fundingId }: PagePayment, attempt = 1) =>
    this.trustly.of(`${fundingId}.${attempt}`);

  readonly logIn = async (payment: PagePayment, choice: BankLogin = aPlayer()) =>
    this.trustly.logIn(await this.page.begin(payment, BACK), choice);

  /** The bridge has heard this of the machine. */
  readonly isOnFloor = async (cabinet: object) =>
    expect
      .poll(async () => this.site.sql('SELECT cabinet FROM links WHERE asset = $1', [this.asset]))
      .toMatchObject([{ cabinet }]);

  /** The browser of the payment's phone comes back from the bank. */
  readonly comesBack = async ({ payer }: PagePayment, { search }: URL) =>
    this.page.returned(BACK.done, search.slice(1), payer);

  /** A first payment that is not taken; its phone is back from the bank. */
  readonly declined = async (choice: BankLogin): Promise<PagePayment> => {
    const payment = this.aPayment();
    const redirect = await this.logIn(payment, { ...aPlayer(), ...choice });
    await expect.poll(() => this.stateOf(payment)).not.toMatchObject({ kind: 'waiting-for-bank' });
    await this.comesBack(payment, redirect);
    return payment;
  };

  /** A player whose account is on file after a first payment. */
  readonly onFile = async (choice: BankLogin = aPlayer()) => {
    const first = this.aPayment();
    await this.trustly.behave();
    const redirect = await this.logIn(first, choice);
    await this.reaches(first, { kind: 'added' });
    await this.comesBack(first, redirect);
    const [account] = await this.page.accountsOf(first.payer);
    if (!account) throw new Error('no account on file');
    const authorizationId = redirect.searchParams.get('transactionId') ?? '';
    return { payer: first.payer, accountId: account.accountId, authorizationId };
  };

  /** One tap of a player who is known. */
  readonly tapped = async () => {
    const known = await this.onFile();
    const payment = this.aPayment(known.payer);
    await this.page.pay(payment, { accountId: known.accountId, attempt: 1 });
    return { ...known, payment };
  };

  /** In minor units: what Trustly took for a payment, what of it went back, and what is on the machine. */
  readonly moneyOf = async ({ fundingId }: PagePayment) => {
    const taken = (await this.trustly.calls.transactions()).filter(
      ({ type, status, merchantReference }) =>
        type === 'Capture' && !OVER.includes(status) && merchantReference.startsWith(`${fundingId}.`),
    );
    const sum = (amounts: readonly string[]) =>
      amounts.reduce((all, amount) => all + fromDecimal(amount, 'USD').minor, 0);
    const rows = await this.site.sql<{ minor: number }>(
      `SELECT credited_minor::int AS minor FROM transfers WHERE funding_id = $1 AND status = 'CREDITED'`,
      [fundingId],
    );
    return {
      captured: sum(taken.map(({ amount }) => amount)),
      refunded: sum(taken.map(({ refunded }) => refunded)),
      credited: rows[0]?.minor ?? 0,
    };
  };

  readonly openAlarms = async (): Promise<unknown[]> =>
    this.site.sql('SELECT kind, subject FROM rail_alarms WHERE ended_at IS NULL ORDER BY alarm_id');
}

const OVER = ['Canceled', 'Denied', 'Failed', 'Reversed'];
