/** What the bridge knows of a payment rail, whichever it is: who needs one is handed it, and knows no more than this. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { CodeFailure } from '../../protocol/egm-link.ts';

/** For which machine a code is wanted, and what the phone's page may tell its player. */
export interface CodeAsk {
  readonly asset: string;
  readonly gameName?: string;
  readonly playerId?: string;
}

export interface IssuedCode {
  readonly kind: 'issued';
  /** As the rail sent it [verbatim-code]. */
  readonly url: string;
  /** `performance.now()` at which the code's life ends. */
  readonly expiresAtMonotonic: number;
}

export interface NoCode {
  readonly kind: 'failed';
  readonly reason: CodeFailure;
  readonly retryAfterMs: number;
}

/** Who waits longest in front of the machine comes first: smaller is more urgent. */
export type Urgency = 0 | 1 | 2;

/**
 * From a kiosk's question to its answer. It asks ten seconds before its code expires, and has to have the next one by
 * then: this is those ten seconds less what the link may take.
 */
export const CODE_WITHIN_MS = 8_500;

/** The codes on the glass. */
export interface CodeSource {
  /** Never rejects, answers within {@link CODE_WITHIN_MS}, and never with a code that leads nowhere [live-codes-only]. */
  issueCode(ask: CodeAsk, urgency: Urgency): Promise<IssuedCode | NoCode>;
  /** Questions that wait for their turn. */
  readonly waiting: number;
  /** Whether the rail is left alone for a while, because it does not work or has asked for a pause. */
  readonly isPaused: boolean;
}

/**
 * A payment rail, whichever it is. What any rail must show is in test/support/rails/rail-conformance.ts.
 *
 * A second rail brings what only it will need, here and not in a folder of one rail: what it tells of money (`identified`,
 * `pending`, `captured`, `reversed`, ...) as one list of events, and what it is asked to do (refund, pay out, ask). See
 * docs/decisions/0024-rails.md.
 */
export interface Rail {
  /** For metrics and logs: lower case, with hyphens. */
  readonly name: string;
  /**
   * `asks-first`: it asks us, and moves its money after our answer. `pays-first`: its money has moved when we hear of it, so
   * that a credit that cannot follow has to be refunded.
   */
  readonly movesMoney: 'asks-first' | 'pays-first';
  readonly codes: CodeSource;
  /**
   * Its own doors: APIs, notifications. The plugin is a scope of its own: one that has to verify the bytes as they came
   * puts its own content type parser there, and no other route reads its body by it. Each door refuses whom it does not know.
   */
  readonly routes: FastifyPluginAsyncTypebox;
  /** Before its routes are opened. */
  start(): Promise<void>;
  /** Answers who still waits for a code, asks for nothing more, and leaves no connection. */
  stop(): Promise<void>;
}
