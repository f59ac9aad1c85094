/** One kiosk's connection: bytes in and out, schema at the door (S3), heartbeat. What messages mean is the hub's. */
import type { RawData, WebSocket } from 'ws';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import {
  EGM_LINK_MAX_BYTES,
  EgmLinkClose,
  KioskMessage,
  type AssetId,
  type BridgeMessage,
} from '../../protocol/egm-link.ts';
import type { Log } from '../log.ts';

const decode = jsonDecoder(KioskMessage, EGM_LINK_MAX_BYTES);

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
  #silentBeats = 0;

  constructor(
    socket: WebSocket,
    identity: { asset: AssetId; linkId: string },
    options: { heartbeatMs: number; listener: KioskLinkListener; log: Log },
  ) {
    this.asset = identity.asset;
    this.linkId = identity.linkId;
    this.#socket = socket;
    this.#log = options.log.child({ asset: identity.asset });
    const alive = () => (this.#silentBeats = 0);
    socket.on('pong', alive);
    socket.on('ping', alive);
    socket.on('message', (data, isBinary) => {
      alive();
      this.#receive(data, isBinary, options.listener);
    });
    socket.on('error', (error) => this.#log.debug({ err: error }, 'kiosk link error'));
    socket.on('close', () => {
      clearInterval(this.#heartbeat);
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
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** A peer that has been silent for two intervals is dead. */
  #beat(): void {
    if (this.#silentBeats >= 2) {
      this.#log.warn('kiosk silent, link ended');
      this.#socket.terminate();
      return;
    }
    this.#silentBeats++;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #receive(data: RawData, isBinary: boolean, listener: KioskLinkListener): void {
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
