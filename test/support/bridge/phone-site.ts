/** A property whose bridge has the phone's pages, with the sandbox for Trustly on file, and machines that show its codes. */
import { freePorts } from '../../../demo/free-ports.ts';
import type { Bridge } from '../../../bridge/app/bridge.ts';
import { composeRails } from '../../../bridge/app/rails.ts';
import type { Log } from '../../../bridge/platform/log.ts';
import { parseSecretKey } from '../../../bridge/platform/secrets/secret-key.ts';
import { PageCodes } from '../../../bridge/rails/page-codes.ts';
import type { OnFileTransaction } from '../../../sandbox/trustly-on-file/control.ts';
import { OnFileTrustly } from '../rails/on-file-trustly.ts';
import { BridgeSite, operator, SECRET_KEY, type Overrides } from './bridge-site.ts';
import { waitFor } from '../wait.ts';
import type { TestKiosk } from './test-kiosk.ts';

type PagesAt = (port: number) => Promise<{ readonly url: string; readonly settings: Overrides }>;

const plain: PagesAt = async (port) => ({ url: `http://127.0.0.1:${port}`, settings: {} });

/** Passkeys need a name. */
export const byName: PagesAt = async (port) => ({ url: `http://localhost:${port}`, settings: {} });

export class PhoneSite {
  readonly trustly: OnFileTrustly;
  /** Of the pages. */
  readonly url: string;
  readonly #site: BridgeSite;
  readonly #bridge: Bridge;
  readonly #settings: Overrides;
  #number = 0;
  #before = 0;
  /** In which second a kiosk got its last code. */
  readonly #codeSeconds = new WeakMap<TestKiosk, number>();
  /** So far that no two codes end in the same second. */
  #ahead = 0;

  private constructor(
    site: BridgeSite,
    trustly: OnFileTrustly,
    bridge: Bridge,
    settings: Overrides & { readonly BRIDGE_PUBLIC_URL: string },
  ) {
    this.#site = site;
    this.trustly = trustly;
    this.#bridge = bridge;
    this.#settings = settings;
    this.url = settings.BRIDGE_PUBLIC_URL;
  }

  /** @param pagesAt how phones call the pages that listen on a port, and what else is set for that. */
  static async open(pagesAt: PagesAt = plain): Promise<PhoneSite> {
    const [site, trustly, [port = 0]] = await Promise.all([
      BridgeSite.open(),
      OnFileTrustly.start(),
      freePorts(1),
    ]);
    const at = await pagesAt(port);
    const { url, accessId, accessKey, merchantId } = trustly.merchant;
    const settings = {
      BRIDGE_RAILS: 'trustly-on-file,scan-and-pay',
      BRIDGE_ON_FILE_URL: url,
      BRIDGE_ON_FILE_ACCESS_ID: accessId,
      BRIDGE_ON_FILE_ACCESS_KEY: accessKey,
      BRIDGE_ON_FILE_MERCHANT_ID: merchantId,
      BRIDGE_FUNDING_WINDOW_MS: '2000',
      BRIDGE_PUBLIC_URL: at.url,
      ...at.settings,
      BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${port}`,
    };
    const bridge = await site.bridge(settings);
    trustly.bridgeUrl = bridge.url;
    return new PhoneSite(site, trustly, bridge, settings);
  }

  /** Of all but the pages. */
  get bridgeUrl(): string {
    return this.#bridge.url;
  }

  /** Another process of the property, with settings of its own. @returns its pages' origin: it reads the same codes. */
  async another(settings: Overrides, log: Log | null = null): Promise<string> {
    const [port = 0] = await freePorts(1);
    const { hostname } = new URL(this.url);
    const url = `http://${hostname}:${port}`;
    const own = { BRIDGE_PUBLIC_URL: url, BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${port}` };
    await this.#site.bridge({ ...this.#settings, ...own, ...settings }, composeRails, log);
    return url;
  }

  /** A machine of its own for a test, with its kiosk. */
  async machine(): Promise<{ asset: string; kiosk: TestKiosk }> {
    const asset = `EGM-P${++this.#number}`;
    this.#before = (await this.trustly.calls.transactions()).length;
    return { asset, kiosk: await this.#site.kiosk(this.#bridge, asset) };
  }

  /** The link of a machine is cut, and the ledger knows. */
  async unlink(asset: string, kiosk: TestKiosk): Promise<void> {
    kiosk.drop();
    await waitFor('the bridge to hear of it', async () => {
      const links = await this.#site.sql('SELECT 1 FROM links WHERE asset = $1', [asset]);
      return links.length === 0;
    });
  }

  async linkAgain(asset: string): Promise<TestKiosk> {
    return this.#site.kioskAgain(this.#bridge, asset);
  }

  /** The payments at a machine were begun, and asked of Trustly, so much earlier. @param interval as PostgreSQL writes it. */
  async age(asset: string, interval: string): Promise<void> {
    const of = `funding_id IN (SELECT funding_id FROM page_payments WHERE asset = '${asset}')`;
    const earlier = (table: string, column: string) =>
      `UPDATE ${table} SET ${column} = ${column} - interval '${interval}' WHERE ${of};`;
    // Such rows are never changed, so the triggers that guard this are switched off.
    const role = 'SET session_replication_role = replica;';
    await this.#site.sql(
      role + earlier('page_payments', 'begun_at') + earlier('capture_attempts', 'ordered_at'),
    );
  }

  async enrolled(): Promise<{ asset: string }> {
    return this.#site.enrolled(this.#bridge);
  }

  /** The CMS says who is carded in; null: nobody. */
  async card(asset: string, playerId: string | null): Promise<void> {
    const path = `/floor/machines/${asset}/player`;
    const { status } =
      playerId === null
        ? await operator(this.#bridge.url, 'DELETE', path)
        : await operator(this.#bridge.url, 'PUT', path, { playerId });
    if (status !== 204) throw new Error(`the bridge answered the CMS with ${status}`);
  }

  /** One line more on the property's exclusion list. */
  async exclude(line: { readonly kind: string; readonly id: string }): Promise<void> {
    const { status } = await operator(this.#bridge.url, 'POST', '/floor/exclusions/property', line);
    if (status !== 201) throw new Error(`the bridge answered an exclusion with ${status}`);
  }

  async disable(asset: string): Promise<void> {
    await operator(this.#bridge.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: false });
  }

  /** What is on the glass. A machine has one code a second, and each call gets another one. */
  async code(kiosk: TestKiosk): Promise<string> {
    const secondNow = () => Math.floor(Date.now() / 1_000);
    await waitFor('the next second', () => secondNow() !== this.#codeSeconds.get(kiosk));
    this.#codeSeconds.set(kiosk, secondNow());
    kiosk.send({ type: 'code.request', requestId: ++this.#number, purpose: 'first' });
    return (await kiosk.next('code.issued')).url;
  }

  /** As on the glass of a machine that is linked, and each call another one: nobody waits for the next second. */
  async anotherCode(asset: string, url = this.url): Promise<string> {
    return (await this.codeOf(asset, { atMs: Date.now() + 1_000 * ++this.#ahead })).replace(this.url, url);
  }

  /** A code that no glass shows. */
  async codeOf(asset: string, { atMs = Date.now(), secretKey = SECRET_KEY } = {}): Promise<string> {
    const key = parseSecretKey(secretKey);
    if (!key) throw new Error('not a secret key');
    const codes = new PageCodes(key, { base: this.url, lifetimeMs: 60_000 }, () => atMs);
    const code = await codes.source.issueCode({ asset }, 1);
    return code.kind === 'issued' ? code.url : '';
  }

  /** What the machine was told to add, in minor units. */
  async credited(asset: string): Promise<number[]> {
    const rows = await this.#site.sql<{ minor: number }>(
      `SELECT credited_minor::int AS minor FROM transfers WHERE asset = $1 AND status = 'CREDITED' ORDER BY ordered_at`,
      [asset],
    );
    return rows.map(({ minor }) => minor);
  }

  /** What Trustly has taken for this machine, as amounts. */
  async completed(asset: string): Promise<string[]> {
    const rows = await this.#site.sql<{ reference: string }>(
      'SELECT reference FROM capture_attempts JOIN page_payments p USING (funding_id) WHERE p.asset = $1',
      [asset],
    );
    const references = new Set(rows.map(({ reference }) => reference));
    return (await this.trustly.calls.transactions())
      .filter((one) => references.has(one.merchantReference) && one.status === 'Completed')
      .map(({ amount }) => amount);
  }

  /** What Trustly took since the machine of this test came. */
  async captured(): Promise<OnFileTransaction[]> {
    return (await this.#sinceMachine()).filter(({ type }) => type === 'Capture');
  }

  /** What Trustly gave back since then. */
  async refunded(): Promise<string[]> {
    return (await this.#sinceMachine()).filter(({ type }) => type === 'Refund').map(({ amount }) => amount);
  }

  /** The oldest first. */
  async #sinceMachine(): Promise<OnFileTransaction[]> {
    return (await this.trustly.calls.transactions()).toReversed().slice(this.#before);
  }

  /** The capture that is held at Trustly is denied, when it has come. */
  async deny(providerStatus: string, thirdPartyDeclineCode: string): Promise<void> {
    const held = await waitFor('a capture at Trustly', async () =>
      (await this.captured()).find(({ status }) => status === 'Pending'),
    );
    await this.trustly.move(held.transactionId, 'Denied', { providerStatus, thirdPartyDeclineCode });
  }

  async sql(...query: Parameters<BridgeSite['sql']>): ReturnType<BridgeSite['sql']> {
    return this.#site.sql(...query);
  }

  async payerOf(asset: string): Promise<string> {
    const [row] = await this.#site.sql<{ payer: string }>(
      'SELECT payer FROM page_payments WHERE asset = $1',
      [asset],
    );
    return row?.payer ?? '';
  }

  /** @returns where the ledger is not what it says. */
  async close(): Promise<readonly string[]> {
    const disagreements = await this.#site.disagreements();
    await this.trustly.stop();
    await this.#site.close();
    return disagreements;
  }
}
