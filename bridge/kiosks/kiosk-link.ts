/**
 * The connection of one kiosk: bytes in and out, the schema [checked-at-the-door], the heartbeat, and how much of this
 * process one kiosk may use. When a kiosk sends more than its share, it is read more slowly. When it does not read what
 * is sent to it, it is disconnected. What the messages mean is not known here.
 */
import type { RawData, WebSocket } from 'ws';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import {
  EGM_LINK_MAX_BYTES,
  EgmLinkClose,
  KioskMessage,
  type AssetId,
  type BridgeMessage,
} from '../../protocol/egm-link.ts';
import { Allowance } from '../platform/allowance.ts';
import type { Log } from '../platform/log.ts';

const decode = jsonDecoder(KioskMessage, EGM_LINK_MAX_BYTES);

/**
 * Messages, pings and pongs of one kiosk. A kiosk that comes back after days sends a hundred messages at once, and a
 * hundred more as those are acknowledged.
 */
export const PACE = { perSecond: 100, burst: 400 };

/** How many bytes that a kiosk has not read yet are kept for it. */
export const MOST_UNDELIVERED = 262_144;

export interface KioskLinkListener {
  message(link: KioskLink, message: KioskMessage): void;
  closed(link: KioskLink): void;
}

export class KioskLink {
  readonly asset: AssetId;
  readonly linkId: string;
  readonly #socket: WebSocket;
  readonly #log: Log;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #allowance = new Allowance(PACE);
  #paused: NodeJS.Timeout | null = null;
  #silentBeats = 0;
  #isEnded = false;
  #isClosed = false;

  constructor(
    socket: WebSocket,
    identity: { asset: AssetId; linkId: string },
    options: { heartbeatMs: number; listener: KioskLinkListener; log: Log },
  ) {
    this.asset = identity.asset;
    this.linkId = identity.linkId;
    this.#socket = socket;
    this.#log = options.log.child({ asset: identity.asset });
    const arrived = () => this.#arrived();
    socket.on('pong', arrived);
    socket.on('ping', arrived);
    socket.on('message', (data, isBinary) => {
      this.#arrived();
      this.#receive(data, isBinary, options.listener);
    });
    socket.on('error', (error) => this.#log.debug({ err: error }, 'kiosk link error'));
    socket.on('close', (code, reason) => {
      this.#isClosed = true;
      clearInterval(this.#heartbeat);
      if (this.#paused) clearTimeout(this.#paused);
      const told = {
        event: 'kiosk.gone',
        linkId: this.linkId,
        code,
        reason: reason.toString('utf8').slice(0, 60),
      };
      this.#log.info(told, 'kiosk has gone');
      options.listener.closed(this);
    });
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs);
  }

  /** Hands the message to the socket. A link that is closing drops it: what matters is asked again on the next. */
  send(message: BridgeMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(message), (error) => {
      if (error) this.#log.debug({ err: error, type: message.type }, 'message to kiosk not sent');
    });
    this.#checkUndelivered();
  }

  /**
   * The bridge ends the link. Nothing that the kiosk says on it counts from then on, even before the close is answered.
   */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The socket is gone. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** True when the link is gone, or the bridge has ended it: what is sent on it arrives nowhere. */
  get isOver(): boolean {
    return this.#isClosed || this.#isEnded;
  }

  /** For work without which the link is of no use: when it fails, the kiosk tries again, perhaps at another process. */
  async endIfFails<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      this.close(EgmLinkClose.DRAINING, 'LEDGER_AWAY');
      throw error;
    });
  }

  close(code: number, reason: string): void {
    this.#isEnded = true;
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#isEnded = true;
    this.#socket.terminate();
  }

  #arrived(): void {
    this.#silentBeats = 0;
    const waitMs = this.#allowance.spend(performance.now());
    if (waitMs > 0 && this.#paused === null) this.#readAgainIn(waitMs);
    this.#checkUndelivered(); // the answers to its pings count as well
  }

  /** Messages that arrived before the pause are still handled, and count: the pause lasts as long as they require. */
  #readAgainIn(ms: number): void {
    this.#socket.pause();
    this.#paused = setTimeout(() => {
      this.#paused = null;
      const waitMs = this.#allowance.waitMs(performance.now());
      if (waitMs > 0) this.#readAgainIn(waitMs);
      else this.#socket.resume();
    }, ms);
  }

  #checkUndelivered(): void {
    const { bufferedAmount, readyState, OPEN } = this.#socket;
    if (readyState !== OPEN || bufferedAmount <= MOST_UNDELIVERED) return;
    this.#log.warn({ bufferedAmount }, 'kiosk does not read, link ended');
    this.close(EgmLinkClose.NOT_READING, 'NOT_READING');
  }

  /** A peer that was silent for two intervals is dead. While the link is not read, its silence says nothing. */
  #beat(): void {
    if (this.#paused) this.#silentBeats = 0;
    if (this.#silentBeats >= 2) {
      this.#log.warn('kiosk silent, link ended');
      this.terminate();
      return;
    }
    this.#silentBeats++;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #receive(data: RawData, isBinary: boolean, listener: KioskLinkListener): void {
    if (this.#isEnded) return;
    try {
      if (isBinary) throw new DecodeError('NOT_JSON', 'binary message');
      listener.message(this, decode(textOf(data)));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#log.warn({ err: error }, 'kiosk sent what is not of the protocol');
      this.close(EgmLinkClose.PROTOCOL_ERROR, error.code);
    }
  }
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data).toString('utf8');
}
