/** Trustly on file as a bridge of the tests has it: the sandbox, whose events go to whichever bridge listens. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { BankLogin as WayToBank } from '../../../bridge/rails/pay-page.ts';
import type { OnFileMove, OnFileTransaction } from '../../../sandbox/trustly-on-file/control.ts';
import { USUAL_FAULTS } from '../../../sandbox/trustly-on-file/faults.ts';
import { onFileCalls, type OnFileCalls } from '../sandbox/on-file-fixture.ts';
import { ON_FILE } from '../sandbox/on-file-merchant.ts';
import { startSandboxFixture, type SandboxFixture } from '../sandbox/sandbox-fixture.ts';

const EVENTS = '/trustly-on-file/events';

/** What the player enters at the bank. */
export interface BankLogin {
  readonly userName?: string;
  readonly passPhrase?: string;
  readonly account?: number;
  /** Typed where nobody logs in. */
  readonly numbers?: { readonly routingNumber: string; readonly accountNumber: string };
  /** Of the small deposit. */
  readonly code?: string;
}

export class OnFileTrustly {
  readonly calls: OnFileCalls;
  readonly #sandbox: SandboxFixture;
  readonly #door: ReturnType<typeof createServer>;
  /** Where the bridge listens; null: it does not. */
  bridgeUrl: string | null = null;

  private constructor(sandbox: SandboxFixture, door: ReturnType<typeof createServer>) {
    this.#sandbox = sandbox;
    this.#door = door;
    this.calls = onFileCalls(() => sandbox.url());
  }

  static async start(): Promise<OnFileTrustly> {
    const told: { here: OnFileTrustly | null } = { here: null };
    const door = createServer((asking, answering) => {
      forward(told.here?.bridgeUrl ?? null, asking, answering).catch(() => asking.socket.destroy());
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const { port } = door.address() as AddressInfo;
    const notificationUrl = `http://127.0.0.1:${port}${EVENTS}`;
    const sandbox = await startSandboxFixture('http://127.0.0.1:1', { ...ON_FILE, notificationUrl });
    told.here = new OnFileTrustly(sandbox, door);
    await told.here.behave();
    return told.here;
  }

  get merchant() {
    return { url: this.#sandbox.url(), ...ON_FILE };
  }

  /** As usual, but for what is named; without any time between a state and the next. */
  async behave(faults: Partial<typeof USUAL_FAULTS> = {}): Promise<void> {
    await this.calls.setFaults({ ...USUAL_FAULTS, stepMs: 0, ...faults });
  }

  /** The player logs in at the bank and chooses an account. @returns where the browser is sent. */
  async logIn(login: WayToBank | null, choice: BankLogin = {}): Promise<URL> {
    const establish = login?.kind === 'script' ? login.data : {};
    const { status, body } = await this.calls.control('POST', '/authorizations', { establish, ...choice });
    if (status !== 200) throw new Error(`not authorized: ${JSON.stringify(body)}`);
    return new URL((body as { redirect: string }).redirect);
  }

  /** What there is under a reference of ours, the oldest first. */
  async of(reference: string): Promise<OnFileTransaction[]> {
    const all = await this.calls.transactions();
    return all.filter(({ merchantReference }) => merchantReference === reference).toReversed();
  }

  /** The only one under a reference, when it has come. */
  async one(reference: string): Promise<OnFileTransaction> {
    await expect.poll(() => this.of(reference)).toHaveLength(1);
    const [found] = await this.of(reference);
    if (!found) throw new Error(`nothing under ${reference}`);
    return found;
  }

  /** As Trustly's own systems move it. */
  async move(
    transactionId: string,
    to: OnFileMove['to'],
    why: Partial<Omit<OnFileMove, 'to'>> = {},
  ): Promise<void> {
    const nothing = { providerStatus: null, reasonCode: null, thirdPartyDeclineCode: null };
    const { status } = await this.calls.control('POST', `/transactions/${transactionId}/move`, {
      to,
      ...nothing,
      ...why,
    });
    if (status !== 200) throw new Error(`${transactionId} cannot be moved to ${to}: ${status}`);
  }

  /** Resolves when every event that is due was answered. */
  async allTold(): Promise<void> {
    await expect
      .poll(async () => (await this.calls.events()).filter(({ state }) => state === 'waiting'))
      .toEqual([]);
  }

  async stop(): Promise<void> {
    await this.#sandbox.close();
    this.#door.closeAllConnections();
    await new Promise((resolve) => this.#door.close(resolve));
  }
}

async function forward(
  bridgeUrl: string | null,
  asking: IncomingMessage,
  answering: ServerResponse,
): Promise<void> {
  const body = await buffer(asking);
  if (bridgeUrl === null) return void asking.socket.destroy();
  const { authorization = '', 'content-type': type = '' } = asking.headers;
  const answer = await fetch(bridgeUrl + EVENTS, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body,
  });
  answering.writeHead(answer.status).end(await answer.text());
}
