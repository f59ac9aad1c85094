/**
 * What the bridge knows of a payment rail, whichever it is. A part of the bridge that needs a rail gets this interface
 * and knows no more.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type Static } from 'typebox';
import type { CodeFailure } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import type { RailPages } from './rail-pages.ts';
import type { RailEvent } from './rail-event.ts';

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

/** How soon a player in front of the machine needs the code: smaller is more urgent. */
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
  /** Whether the rail is not asked for a while, because it does not work or has asked for a pause. */
  readonly isPaused: boolean;
}

/** What a rail has been told, once it has verified that it comes from where it says. */
export interface Notification {
  /** The sender's own id of it: a repeat has the same one. At most 200 characters. */
  readonly id: string;
  /** The bytes that were verified. A repeat has the same bytes, so what belongs to one delivery only is left out. */
  readonly body: Buffer;
  /**
   * What it says. Where that depends on what the rail has been told before, it is read in the inbox's own transaction: once,
   * and not for a repeat. The rail may keep there what it has to know of it.
   */
  readonly event: RailEvent | ((tx: Transaction) => Promise<RailEvent>);
  /** The answer to what was decided, now and to every repeat. It is asked for once, before the transaction ends. */
  readonly answer: (verdict: Verdict) => Buffer;
}

/**
 * `end`: the rail asked whether to go on, and is not to take the money; or it has taken money back that may have left for a machine
 * or a player. To everything else, and to a good question, it is `go-on`.
 */
export type Verdict = 'go-on' | 'end';

/** Where a rail puts what it was told. It writes to the ledger in no other way. */
export interface NotificationInbox {
  /**
   * Durable, with everything that follows from it, when it resolves [durable-first]: only then may it be answered.
   * @returns what is to be answered; null: this id came before with other bytes. Nothing was changed, and a person is told.
   * Any error proves nothing: the sender has to repeat it, so it gets no answer that looks like a good one.
   */
  receive(rail: string, notification: Notification): Promise<Buffer | null>;
}

/** A refund that a rail is asked for. */
export interface Refund {
  /** Our business key, in the database before this is called: under the same key a player is paid once. */
  readonly key: string;
  /** Of the payment that it gives back, or a part of. */
  readonly paymentId: string;
  readonly amount: Money;
}

/** A payout that a rail is asked for: money that has left a machine, to the account of its player. */
export interface Payout {
  /** Our business key, as that of a refund. The rail's notifications of the payout bring it back. */
  readonly key: string;
  readonly amount: Money;
  readonly account: AccountDigest;
  /** What the rail pays with, as it sealed it when it told of the account (platform/secrets/account-tokens.ts). */
  readonly sealedToken: string;
}

/** A payout of which an earlier try may have reached the rail. */
export type TriedPayout = Omit<Payout, 'sealedToken'> & {
  /** null: the player has taken the consent back since. The rail is asked what became of it, and nothing new is sent. */
  readonly sealedToken: string | null;
};

/**
 * What a rail says of what it was asked for. What it does not list as refused for good is uncertain. The reason is for
 * people, at most 500 characters. It is logged, and kept in the trail for ever, so it has no token, no account and nothing that
 * names a person [secrets-kept].
 */
export const RailOutcome = Type.Union([
  Type.Object({ kind: Type.Literal('done') }),
  Type.Object({ kind: Type.Enum(['refused', 'uncertain']), reason: Type.String({ maxLength: 500 }) }),
]);
export type RailOutcome = Static<typeof RailOutcome>;

/**
 * What a rail does for us once, for each business key. Only the outbox calls these functions, one at a time. When one
 * throws, or does not end when its signal does, the outcome is uncertain.
 */
export interface DoneOnce<Asked, Tried = Asked> {
  /** The first try: certainly none has reached the rail. */
  send(asked: Asked, signal: AbortSignal): Promise<RailOutcome>;
  /**
   * An earlier try may have reached the rail. Where it takes the same key again for the same thing, it is sent again under
   * that key. Where it would pay twice, it is asked what became of it, and sent only when it has certainly not arrived.
   * Refused: that try has paid nothing, nor has any before it.
   */
  resume(tried: Tried, signal: AbortSignal): Promise<RailOutcome>;
}

/** The refunds of a rail that pays first. */
export type Refunds = DoneOnce<Refund>;

/**
 * The payouts of a rail. Done means that the rail has taken the order; what became of it comes as a notification. A rail that
 * has not enough money of ours refuses: an attendant pays, and the player does not wait.
 */
export type Payouts = DoneOnce<Payout, TriedPayout>;

/** A payment rail, whichever it is. What any rail must show is in test/support/rails/rail-conformance.ts. */
export interface Rail {
  /** For metrics and logs, and in the ledger: lower case, with hyphens. It never changes. */
  readonly name: string;
  /**
   * `asks-first`: it asks us, and moves its money after our answer. `pays-first`: its money has moved when we hear of it, so
   * that a credit that cannot follow has to be refunded.
   */
  readonly movesMoney: 'asks-first' | 'pays-first';
  /** The refunds of a rail that pays first; null: there is nothing to give back. */
  readonly refunds: Refunds | null;
  /** null: it cannot pay out. */
  readonly payouts: Payouts | null;
  readonly codes: CodeSource;
  /** null: its codes lead to a page of its own service. */
  readonly pages: RailPages | null;
  /**
   * The rail's own routes: APIs, notifications. The plugin is a scope of its own. A rail that has to verify the bytes
   * as they came puts its own content type parser there, and no other route uses that parser. Each route refuses
   * callers that it does not know.
   */
  readonly routes: FastifyPluginAsyncTypebox;
  /** Called before its routes are opened. */
  start(): Promise<void>;
  /** Answers those who still wait for a code, asks for nothing more, and leaves no connection. */
  stop(): Promise<void>;
}
