import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import {
  BridgeMessage,
  EGM_LINK_MAX_BYTES,
  EgmLinkClose,
  type KioskMessage,
} from '../../protocol/egm-link.ts';
import type { Clock } from '../../hardware/clock.ts';
import type { Connection, Dial } from './dial.ts';
import type { LinkLoss, LinkState, Welcome } from './link-state.ts';
import { reconnectDelay } from './reconnect.ts';

export interface EgmLinkPorts {
  dial: Dial;
  asset: string;
  /** The first message of every link. */
  hello: () => Extract<KioskMessage, { type: 'hello' }>;
  clock: Clock;
  random: () => number;
  logger: Logger;
}

interface EgmLinkEvents {
  /** Emitted after each change of {@link EgmLink.state}. */
  state: [state: LinkState];
  /** Any message but `welcome`; emitted only while the link is up. */
  message: [message: Exclude<BridgeMessage, { type: 'welcome' }>];
}

/** The longest wait from the open connection to the welcome. */
export const WELCOME_MS = 5_000;

/** A link that held this long was a good one: the next loss is tried again at once. */
export const STEADY_MS = 10_000;

const decode = jsonDecoder(BridgeMessage, EGM_LINK_MAX_BYTES);

/** The kiosk's end of egm-link: connects, watches the link, and reconnects by itself until {@link EgmLink.stop}. */
export class EgmLink extends EventEmitter<EgmLinkEvents> {
  #state: LinkState = { link: 'connecting' };
  #connection: Connection | null = null;
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
    this.#close(1001, 'the kiosk stops');
  }

  /** Ends a link that may be stale or that began with facts that have changed, and connects anew at once. */
  renew(): void {
    if (!this.#running) return;
    this.#close(1000, 'renewed');
    this.#attempts = 0;
    this.#lost('CLOSED', 'renewed');
  }

  /** @returns false where there is no link: nothing was sent, nothing is queued. */
  send(message: KioskMessage): boolean {
    if (this.#state.link !== 'up' || this.#connection === null) return false;
    this.#connection.send(JSON.stringify(message));
    return true;
  }

  #connect(): void {
    const connection = this.#ports.dial({
      opened: () => {
        this.#watch(WELCOME_MS, 'was not welcomed');
        connection.send(JSON.stringify(this.#ports.hello()));
      },
      heard: () => this.#heard(),
      message: (text) => this.#receive(text),
      ended: (loss, detail) => {
        this.#connection = null;
        this.#lost(loss, detail);
      },
    });
    this.#connection = connection;
  }

  #receive(text: string): void {
    let message: BridgeMessage;
    try {
      message = decode(text);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#violated(error.message);
      return;
    }
    if (message.type === 'welcome') {
      this.#welcomed(message);
    } else if (this.#state.link === 'up') {
      this.#heard();
      this.emit('message', message);
    } else {
      this.#violated(`${message.type} came before welcome`);
    }
  }

  #welcomed(welcome: Welcome): void {
    if (this.#state.link === 'up') {
      this.#violated('a second welcome');
    } else if (welcome.asset !== this.#ports.asset) {
      this.#violated(`welcome of another asset, ${welcome.asset}`);
    } else {
      this.#upSince = this.#ports.clock.now();
      this.#state = { link: 'up', welcome };
      this.#heard();
      this.emit('state', this.#state);
    }
  }

  #violated(problem: string): void {
    this.#close(EgmLinkClose.PROTOCOL_ERROR, problem);
    this.#lost('PROTOCOL', problem);
  }

  #heard(): void {
    if (this.#state.link !== 'up') return;
    const { heartbeatMs } = this.#state.welcome;
    this.#watch(2 * heartbeatMs, `nothing heard for ${2 * heartbeatMs} ms`);
  }

  #watch(ms: number, problem: string): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(ms, () => {
      this.#close(1001, problem);
      this.#lost('SILENT', problem);
    });
  }

  #lost(loss: LinkLoss, detail: string): void {
    this.#cancelTimer();
    const { clock, random, logger } = this.#ports;
    const steady = this.#state.link === 'up' && clock.now() - this.#upSince >= STEADY_MS;
    this.#attempts = steady ? 1 : this.#attempts + 1;
    const delay = reconnectDelay(loss, this.#attempts, random());
    logger.warn({ event: 'link.down', loss, detail, retryInMs: Math.round(delay) }, 'no link to the bridge');
    if (this.#running) this.#cancelTimer = clock.after(delay, () => this.#connect());
    this.#state = { link: 'down', loss };
    this.emit('state', this.#state);
  }

  #close(code: number, reason: string): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.close(code, reason);
  }
}
