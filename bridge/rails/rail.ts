/** What the bridge knows of a payment rail, whichever it is: who needs one is handed it, and knows no more than this. */
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

/** The codes on the glass. */
export interface CodeSource {
  /** Never rejects. */
  issueCode(ask: CodeAsk, urgency: Urgency): Promise<IssuedCode | NoCode>;
}
