/** The states of a row of the outbox, as data: the database is tested against it (test/integration/outbox-states.test.ts). */

interface StateOfOutbox {
  readonly means: string;
  readonly next: readonly string[];
}

export const OUTBOX_STATES = {
  DUE: {
    means: 'not known to be done: it is tried, and tried again under the same key',
    next: ['DONE', 'REFUSED', 'WITHDRAWN'],
  },
  DONE: { means: 'the rail said that it is done', next: [] },
  REFUSED: {
    means:
      'the rail refused it for good: a person takes over. DONE after all, where an earlier try is answered late',
    next: ['DONE'],
  },
  WITHDRAWN: { means: 'the rail took the money back by itself before the first try', next: [] },
} as const satisfies Record<string, StateOfOutbox>;

export type OutboxState = keyof typeof OUTBOX_STATES;
