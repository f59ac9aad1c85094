/**
 * One simulated kiosk: a real WebSocket that says hello, tells of its memory, asks for codes, and credits at once whatever
 * it is ordered, which it remembers. It waits before it tries again as long as the real one does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { retryDelay, type CodeTrouble } from '../../../main/code/retry.ts';
import { reconnectDelay } from '../../../main/link/reconnect.ts';
import {
  EGM_LINK_PATH,
  EGM_LINK_SUBPROTOCOL,
  type BridgeMessage,
  type KioskMessage,
} from '../../../protocol/egm-link.ts';
import { READY_CABINET } from '../../support/bridge/test-kiosk.ts';

const MOST_TRIES = 50;
/** A request for a code that has no answer by then counts as failed, as at the real kiosk. */
const ANSWER_WITHIN_MS = 6_000;

export interface KioskToLink {
  readonly url: string;
  readonly asset: string;
}

export class SimulatedKiosk {
  /** How often it had to ask for its code again later. */
  sentAway = 0;
  readonly #of: KioskToLink;
  readonly #secret: string;
  #socket: WebSocket | null = null;
  #failures = 0;
  /** The highest order that it has credited: that is all its memory. */
  #last: string | null = null;
  /** A link that ends meanwhile is made anew. */
  #wantsCode = false;
  #request = 0;
  /** The request that has no answer yet. */
  #awaited: number | null = null;
  #hasCode = (): void => undefined;

  constructor(of: KioskToLink, secret: string) {
    this.#of = of;
    this.#secret = secret;
  }

  /** Tries until it is linked and its memory agrees with the ledger. @throws why the last try failed, when none did after minutes. */
  async link(): Promise<void> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await this.#tryToLink();
      } catch (error) {
        if (attempts === MOST_TRIES) throw error;
        await pause(reconnectDelay('CLOSED', attempts, Math.random()));
      }
    }
  }

  async #tryToLink(): Promise<void> {
    const { url, asset } = this.#of;
    const address = new URL(EGM_LINK_PATH, url.replace(/^http/, 'ws'));
    const socket = new WebSocket(address, EGM_LINK_SUBPROTOCOL, {
      auth: `${asset}:${this.#secret}`,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    let isLinked = false;
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => {
        reject(new Error(`the link of ${asset} ended with ${code}`));
        if (isLinked && this.#wantsCode && this.#socket === socket) void this.link().then(() => this.#ask());
      });
      socket.on('open', () =>
        this.#send({
          type: 'hello',
          kiosk: { version: 'bench', runtime: 'bench' },
          cabinet: READY_CABINET,
        }),
      );
      socket.on('message', (data: Buffer) =>
        this.#received(JSON.parse(data.toString('utf8')) as BridgeMessage, (agreed) => {
          isLinked = true;
          if (agreed) resolve();
          else reject(new Error(`the ledger does not agree with the memory of ${asset}`));
        }),
      );
    });
  }

  /** Asks until it has a code. */
  async code(): Promise<void> {
    this.#wantsCode = true;
    await new Promise<void>((resolve) => {
      this.#hasCode = resolve;
      this.#failures = 0;
      this.#ask();
    });
    this.#wantsCode = false;
  }

  /** Loses its link, and resolves once it has one and a code again. */
  async linkAnewAndCode(): Promise<void> {
    this.#socket?.terminate();
    await pause(reconnectDelay('CLOSED', 1, Math.random()));
    await this.link();
    await this.code();
  }

  #ask(): void {
    const requestId = (this.#request += 1);
    this.#awaited = requestId;
    this.#send({ type: 'code.request', requestId, purpose: 'first' });
    setTimeout(() => {
      if (this.#awaited === requestId) this.#failed('NO_ANSWER', 0);
    }, ANSWER_WITHIN_MS).unref();
  }

  #failed(trouble: CodeTrouble, retryAfterMs: number): void {
    this.#awaited = null;
    this.sentAway += 1;
    this.#failures += 1;
    setTimeout(() => this.#ask(), Math.max(retryAfterMs, retryDelay(trouble, this.#failures, Math.random())));
  }

  #received(message: BridgeMessage, compared: (agreed: boolean) => void): void {
    if (message.type === 'welcome') {
      const { serial, memoryId } = READY_CABINET.identity;
      const known = { journalLast: this.#last, boardLast: this.#last, incompleteBelow: null };
      this.#send({ type: 'memory', board: { serial, memoryId }, ...known });
    } else if (message.type === 'memory.compared') {
      compared(message.agreed);
    } else if (message.type === 'code.issued') {
      this.#awaited = null;
      this.#hasCode();
    } else if (message.type === 'code.failed') {
      if (message.requestId === this.#awaited) this.#failed(message.reason, message.retryAfterMs);
    } else if (message.type === 'transfer.order') {
      const { transferId, fundingId, amount, board } = message;
      this.#last = transferId > (this.#last ?? '') ? transferId : this.#last;
      const result = { outcome: 'credited', amount } as const;
      this.#send({ type: 'transfer.result', transferId, result, fundingId, requested: amount, board });
    }
  }

  #send(message: KioskMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
