/**
 * One connection to the bridge, as far as egm-link cares: text in, text out, and how it ended. The link itself
 * (egm-link.ts) knows nothing of sockets, so that tests can run it on simulated time.
 */
import type { LinkLoss } from './link-state.ts';

/** Called in this order: `opened` at most once, `ended` once, and nothing after it or after {@link Connection.close}. */
export interface ConnectionEvents {
  opened(): void;
  /** A sign of life that carries no message: the bridge's ping. */
  heard(): void;
  message(text: string): void;
  ended(loss: LinkLoss, detail: string): void;
}

export interface Connection {
  send(text: string): void;
  /** @param code WebSocket close code. */
  close(code: number, reason: string): void;
}

/** Begins to connect; never throws. The events tell the result, never before this has returned. */
export type Dial = (events: ConnectionEvents) => Connection;
