/** A property in Sweden whose bridge has Trustly Europe, with the sandbox for Trustly, and machines that show its codes. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { freePorts } from '../../../demo/free-ports.ts';
import type { Bridge } from '../../../bridge/app/bridge.ts';
import type { EuropeFaults, EuropeOrder } from '../../../sandbox/trustly-europe/control.ts';
import { USUAL_FAULTS } from '../../../sandbox/trustly-europe/faults.ts';
import { PUBLIC_KEY_FILE } from '../../../sandbox/trustly-europe/keys.ts';
import { EUROPE } from '../sandbox/europe-merchant.ts';
import { startSandboxFixture, type SandboxFixture } from '../sandbox/sandbox-fixture.ts';
import { BridgeSite } from './bridge-site.ts';
import { READY_CABINET, type TestKiosk } from './test-kiosk.ts';

const merchant = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export class EuropeProperty {
  readonly site: BridgeSite;
  readonly bridge: Bridge;
  readonly #sandbox: SandboxFixture;
  #machines = 0;

  private constructor(site: BridgeSite, bridge: Bridge, sandbox: SandboxFixture) {
    this.site = site;
    this.bridge = bridge;
    this.#sandbox = sandbox;
  }

  static async open(): Promise<EuropeProperty> {
    const [site, sandbox, [port = 0, pages = 0]] = await Promise.all([
      BridgeSite.open(),
      startSandboxFixture('http://127.0.0.1:1', null, {
        ...EUROPE,
        merchantKey: merchant.publicKey,
        privateKey: null,
      }),
      freePorts(2),
    ]);
    const bridge = await site.bridge({
      BRIDGE_LISTEN: `127.0.0.1:${port}`,
      BRIDGE_RAILS: 'trustly-europe,scan-and-pay',
      BRIDGE_CURRENCY: 'SEK',
      BRIDGE_EUROPE_URL: `${sandbox.url()}/api/1`,
      BRIDGE_EUROPE_USERNAME: EUROPE.username,
      BRIDGE_EUROPE_PASSWORD: EUROPE.password,
      BRIDGE_EUROPE_PRIVATE_KEY: merchant.privateKey,
      BRIDGE_EUROPE_TRUSTLY_KEY: readFileSync(path.join(sandbox.dataDirectory, PUBLIC_KEY_FILE), 'utf8'),
      BRIDGE_EUROPE_NOTIFICATION_URL: `http://127.0.0.1:${port}/trustly-europe/dajskldjakls123dajskldja`,
      BRIDGE_EUROPE_SHOPPER_STATEMENT: 'Casino',
      BRIDGE_EUROPE_COUNTRY: 'SE',
      BRIDGE_FUNDING_WINDOW_MS: '2000',
      BRIDGE_PUBLIC_URL: `http://127.0.0.1:${pages}`,
      BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${pages}`,
    });
    const property = new EuropeProperty(site, bridge, sandbox);
    await property.behave();
    return property;
  }

  /** A machine of its own for a test, which plays in kronor. */
  async machine(): Promise<{ asset: string; kiosk: TestKiosk }> {
    const asset = `EGM-E${++this.#machines}`;
    return { asset, kiosk: await this.site.kiosk(this.bridge, asset, { ...READY_CABINET, currency: 'SEK' }) };
  }

  /** The code on its glass. */
  async code(kiosk: TestKiosk): Promise<string> {
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    return (await kiosk.next('code.issued')).url;
  }

  /** As usual, but for what is named; the credit comes at once. */
  async behave(faults: Partial<EuropeFaults> = {}): Promise<void> {
    await this.control('PUT', '/faults', { ...USUAL_FAULTS, creditMs: 0, ...faults });
  }

  async forward(forwardMs: number): Promise<void> {
    await this.control('POST', '/clock', { forwardMs });
  }

  /** What Trustly has of this machine's payments, the oldest first. */
  async orders(asset: string): Promise<EuropeOrder[]> {
    const ours = await this.site.sql<{ id: string }>(
      `SELECT o.order_id AS id FROM europe_orders o JOIN page_payments p USING (funding_id) WHERE p.asset = $1`,
      [asset],
    );
    const ids = new Set(ours.map(({ id }) => id));
    const all = (await this.control('GET', '/orders')) as EuropeOrder[];
    return all.filter(({ orderId }) => ids.has(orderId)).toReversed();
  }

  async control(method: 'GET' | 'POST' | 'PUT', at: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#sandbox.url()}/control/europe${at}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (response.status !== 200) throw new Error(`${at}: ${await response.text()}`);
    return response.json();
  }

  /** @returns where the ledger disagrees with itself. */
  async close(): Promise<readonly unknown[]> {
    const disagreements = await this.site.disagreements();
    await this.site.close();
    await this.#sandbox.close();
    return disagreements;
  }
}

const press = async (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).tap();

/** At the Swedish test bank of Trustly's checkout. @param option what is set for the order (`D1`). */
export async function logIn(page: Page, userName: string, option: string | null = null): Promise<void> {
  await press(page, 'Testbanken Mälaren');
  if (option !== null) {
    await page.getByRole('checkbox', { name: 'Set order options' }).check();
    await page.getByRole('radio', { name: new RegExp(`^${option}`) }).check();
  }
  await page.getByRole('textbox', { name: 'User name' }).fill(userName);
  await press(page, 'Log in');
}

/** Through Trustly's checkout, to the approval of the payment. */
export async function approve(page: Page, userName: string, option: string | null = null): Promise<void> {
  await logIn(page, userName, option);
  await press(page, 'Continue');
  await press(page, /^Pay /);
}
