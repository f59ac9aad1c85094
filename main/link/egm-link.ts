import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { WebSocket, type ClientOptions } from 'ws';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import {
  BridgeMessage,
  EGM_LINK_MAX_BYTES,
  EGM_LINK_SUBPROTOCOL,
  EgmLinkClose,
  type KioskMessage,
} from '../../protocol/egm-link.ts';
import type { Clock } from '../clock/clock.ts';
import type { LinkLoss, LinkState } from './link-state.ts';
import { reconnectDelay } from './reconnect.ts';

export interface EgmLinkPorts {
  /** Already checked against S2. */
  url: string;
  asset: string;
  secret: string;
  /** The first message of every link. */
  hello: () => Extract<KioskMessage, { type: 'hello' }>;
  clock: Clock;
  random: () => number;
  logger: Logger;
}

interface EgmLinkEvents {
  /** Any change of {@link EgmLink.state}. */
  state: [state: LinkState];
  /** Anything but `welcome`, and only while the link is up. */
  message: [message: Exclude<BridgeMessage, { type: 'welcome' }>];
}

/** To connect, and again to be welcomed. */
const SETUP_MS = 5_000;

/** How long a peer may take to answer a close before its socket is destroyed. */
const CLOSE_MS = 1_000;

/** A link that held this long was a good one: the next loss is tried again at once. */
const STEADY_MS = 10_000;

const decode = jsonDecoder(BridgeMessage, EGM_LINK_MAX_BYTES);

/** The kiosk's end of egm-link: connects, keeps watch, reconnects by itself until {@link EgmLink.stop}. */
export class EgmLink extends EventEmitter<EgmLinkEvents> {
  #state: LinkState = { link: 'connecting' };
  #socket: WebSocket | null = null;
  #attempts = 0;
  #upSince = 0;
  #cancelTimer: () => void = () => undefined;
  #running = false;
  readonly #ports: EgmLinkPorts;

  constructor(ports: EgmLinkPorts) {
    super();
    this.#ports = ports;
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#cancelTimer();
    this.#drop(1001);
  }

  /** Ends a link that may be stale, and connects anew at once. */
  renew(): void {
    if (!this.#running) return;
    this.#attempts = 0;
    this.#lose('CLOSED', 'renewed');
  }

  /** @returns false where there is no link: nothing was sent, nothing is queued. */
  send(message: KioskMessage): boolean {
    if (this.#state.link !== 'up' || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #connect(): void {
    const { url, asset, secret, hello } = this.#ports;
    const options: ClientOptions & { closeTimeout: number } = {
      headers: { authorization: `Basic ${Buffer.from(`${asset}:${secret}`).toString('base64')}` },
      handshakeTimeout: SETUP_MS,
      maxPayload: EGM_LINK_MAX_BYTES,
      perMessageDeflate: false,
      closeTimeout: CLOSE_MS,
      minVersion: 'TLSv1.2', // S2
    };
    const socket = new WebSocket(url, EGM_LINK_SUBPROTOCOL, options);
    this.#socket = socket;
    /** Events of a socket that was given up are nobody's business any more. */
    const current = (listener: () => void): void => {
      if (this.#socket === socket) listener();
    };
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      const status = response.statusCode ?? 0;
      const loss = status === 401 || status === 403 ? 'REFUSED' : 'UNREACHABLE';
      current(() => this.#lose(loss, `the bridge answered ${status}`));
    });
    socket.on('error', (error) =>
      current(() => this.#lose(this.#state.link === 'up' ? 'CLOSED' : 'UNREACHABLE', error.message)),
    );
    socket.on('close', (code) => current(() => this.#lose(lossOf(code), `closed with ${code}`)));
    socket.on('open', () =>
      current(() => {
        this.#watch(SETUP_MS, 'was not welcomed');
        socket.send(JSON.stringify(hello()));
      }),
    );
    socket.on('ping', () => current(() => this.#heard()));
    socket.on('message', (data, isBinary) =>
      current(() => this.#receive(isBinary ? '' : textOf(data), socket)),
    );
  }

  #receive(text: string, socket: WebSocket): void {
    let message: BridgeMessage;
    try {
      message = decode(text);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#violated(error.message);
      return;
    }
    if (message.type !== 'welcome') {
      if (this.#state.link !== 'up') {
        this.#violated(`${message.type} came before welcome`);
        return;
      }
      this.#heard();
      this.emit('message', message);
      return;
    }
    if (this.#state.link === 'up') {
      this.#violated('a second welcome');
      return;
    }
    if (message.asset !== this.#ports.asset) {
      this.#violated(`welcome of another asset, ${message.asset}`);
      return;
    }
    this.#upSince = this.#ports.clock.now();
    this.#set({ link: 'up', welcome: message });
    if (this.#socket === socket) this.#heard();
  }

  #violated(problem: string): void {
    this.#socket?.close(EgmLinkClose.PROTOCOL_ERROR, problem.slice(0, 100));
    this.#lose('PROTOCOL', problem);
  }

  #heard(): void {
    if (this.#state.link !== 'up') return;
    const { heartbeatMs } = this.#state.welcome;
    this.#watch(2 * heartbeatMs, `nothing heard for ${2 * heartbeatMs} ms`);
  }

  #watch(ms: number, problem: string): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(ms, () => this.#lose('SILENT', problem));
  }

  #lose(loss: LinkLoss, detail: string): void {
    this.#cancelTimer();
    this.#drop(1000);
    const { clock, random, logger } = this.#ports;
    const steady = this.#state.link === 'up' && clock.now() - this.#upSince >= STEADY_MS;
    this.#attempts = steady ? 1 : this.#attempts + 1;
    const delay = reconnectDelay(loss, this.#attempts, random());
    logger.warn({ event: 'link.down', loss, detail, retryInMs: Math.round(delay) }, 'no link to the bridge');
    this.#set({ link: 'down', loss });
    if (this.#running) this.#cancelTimer = clock.after(delay, () => this.#connect());
  }

  #drop(code: number): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
    else socket.close(code); // ends by itself where the peer does not answer
  }

  #set(state: LinkState): void {
    this.#state = state;
    this.emit('state', state);
  }
}

function lossOf(closeCode: number): LinkLoss {
  if (closeCode === EgmLinkClose.REPLACED) return 'REPLACED';
  if (closeCode === EgmLinkClose.PROTOCOL_ERROR) return 'PROTOCOL';
  return 'CLOSED';
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
