/** Transactions on their way: made, moved from state to state, each time with the event that tells of it [durable-first]. */
import type { MovableClock } from '../movable-clock.ts';
import type { Status } from './enumerations.ts';
import type { EventQueue } from './event-queue.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import type { Ids } from './ids.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';
import type { PlannedStep, Step, TransactionStore } from './transaction-store.ts';
import { isOver, type NewTransaction, type ProviderResult, type Transaction } from './transaction.ts';

export interface Plan extends Step {
  readonly at: number;
}

/** What the event says beside the state; its type, where that does not follow from the state. */
export interface Told {
  readonly type?: string;
  readonly splitToken?: string;
}

export class Transactions {
  readonly store: TransactionStore;
  readonly clock: MovableClock;
  readonly events: EventQueue;
  readonly #ids: Ids;
  readonly #faults: OnFileFaultSwitch;

  constructor(
    store: TransactionStore,
    events: EventQueue,
    clock: MovableClock,
    ids: Ids,
    faults: OnFileFaultSwitch,
  ) {
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.#ids = ids;
    this.#faults = faults;
  }

  /** Makes it, with its event and the steps it will take. */
  make(given: NewTransaction, plans: readonly Plan[]): Transaction {
    const now = this.clock.now();
    return this.store.atomically(() => {
      const transactionId = this.#ids.next();
      const transaction: Transaction = {
        transactionId,
        paymentId: transactionId,
        description: '',
        originalId: null,
        returnUrl: null,
        cancelUrl: null,
        notificationUrl: null,
        provider: null,
        errorCode: null,
        refundedMinor: 0,
        reversedMinor: 0,
        guaranteed: false,
        account: null,
        splitToken: null,
        message: '',
        createdAt: now,
        updatedAt: now,
        version: 1,
        ...given,
      };
      this.store.insert(transaction);
      for (const { at, to, provider } of plans) this.store.plan(transactionId, at, { to, provider });
      if (transaction.status !== 'Pending') this.#tell(transaction, now);
      return transaction;
    });
  }

  /** Moves it by force: what it still had before it is forgotten. */
  move(
    transactionId: string,
    to: Status,
    change: Partial<Transaction> = {},
    told: Told = {},
  ): Transaction | null {
    return this.store.atomically(() => {
      this.store.dropSteps(transactionId);
      return this.#into(transactionId, to, change, this.clock.now(), told);
    });
  }

  /** Takes the steps whose time has come. @returns when the next one is due. */
  takeDueSteps(): number | null {
    for (;;) {
      const step = this.#nextStep();
      if (step === null || step.dueAt > this.clock.now()) return step?.dueAt ?? null;
      this.store.atomically(() => {
        this.store.dropStep(step.stepId);
        const { updatedAt = step.dueAt } = this.store.get(step.transactionId) ?? {};
        // Nothing is told of a transaction with a time before what was told of it.
        const at = Math.max(step.dueAt, updatedAt);
        this.#into(step.transactionId, step.to, step.provider ? failing(step.provider) : {}, at);
      });
    }
  }

  #nextStep(): PlannedStep | null {
    const { heldAt } = this.#faults.faults;
    const isHeld = ({ transactionId }: PlannedStep): boolean =>
      heldAt !== null && this.store.get(transactionId)?.status === heldAt;
    return this.store.steps().find((step) => !isHeld(step)) ?? null;
  }

  #into(
    transactionId: string,
    to: Status,
    change: Partial<Transaction>,
    at: number,
    told: Told = {},
  ): Transaction | null {
    const before = this.store.get(transactionId);
    if (before === null) return null;
    const after: Transaction = {
      ...before,
      ...change,
      status: to,
      reversedMinor: to === 'Reversed' ? before.amountMinor : before.reversedMinor,
      updatedAt: at,
      version: before.version + 1,
    };
    this.store.update(after);
    this.#tell(after, at, told);
    this.#tellParent(before, after, at);
    return after;
  }

  /** A refund changes what it refunds: at once how much is spoken for, at its end the state. */
  #tellParent(before: Transaction, after: Transaction, at: number): void {
    if ((after.type !== 'Refund' && after.type !== 'Reclaim') || after.originalId === null) return;
    const parent = this.store.get(after.originalId);
    if (parent === null) return;
    if (isOver(after.status) && !isOver(before.status)) {
      this.store.update({ ...parent, refundedMinor: parent.refundedMinor - after.amountMinor });
    } else if (after.status === 'Completed') {
      const whole = parent.refundedMinor >= parent.amountMinor;
      this.#into(parent.transactionId, whole ? 'Refunded' : 'Partially refunded', {}, at);
    }
  }

  #tell(transaction: Transaction, at: number, told: Told = {}): void {
    this.events.tell(transaction, this.parentOf(transaction), told, at);
  }

  parentOf({ originalId }: Transaction): Transaction | null {
    return originalId === null ? null : this.store.get(originalId);
  }

  /** The authorization that this was ordered against, or whose refresh it is; the authorization itself otherwise. */
  authorizationOf(transaction: Transaction): Transaction {
    const parent = this.parentOf(transaction);
    return parent === null ? transaction : this.authorizationOf(parent);
  }
}

/** What a transaction says when the payment provider ended it like this. */
export function failing(provider: ProviderResult): Pick<Transaction, 'provider' | 'errorCode'> {
  return { provider, errorCode: PROVIDER_STATUSES[provider.status]?.errorCode ?? null };
}

/** @param status such as `SW057` */
export function providerResult(status: string, more: Partial<ProviderResult> = {}): ProviderResult {
  return {
    status,
    reasonCode: null,
    extendedReason: null,
    thirdPartyDeclineCode: null,
    suggestedRetryMinor: null,
    ...more,
  };
}
