/** What the microsite needs from the rest of the sandbox. */
import type { Checkouts } from '../checkouts.ts';
import type { CodeTokens } from '../code-token.ts';
import type { DemoBank } from '../demo-bank.ts';
import type { PaymentStore } from '../payment-store.ts';
import type { Tpas } from '../tpas.ts';

export interface MicrositePorts {
  readonly tokens: CodeTokens;
  readonly checkouts: Checkouts;
  readonly store: PaymentStore;
  readonly tpas: Tpas;
  readonly bank: DemoBank;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
