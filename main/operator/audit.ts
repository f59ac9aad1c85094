/** What is written down of the operator menu: who did what at this machine, or tried to. */
import { Type, type Static } from 'typebox';

export const AuditEvent = Type.Enum([
  'asked', // the menu was asked for, by key or gesture
  'turnedAway', // it was asked for while it was off or locked
  'wrongCode',
  'locked',
  'entered',
  'left',
  'acceptorTest',
  'selfTest',
  'outOfService',
  'inService',
  'boardAccepted',
  'transferSettledByHand',
  'journalBegun',
]);
export type AuditEvent = Static<typeof AuditEvent>;

export const AuditEntry = Type.Object(
  {
    /** Milliseconds since 1970 by the machine's clock. */
    at: Type.Integer({ minimum: 0 }),
    event: AuditEvent,
    /** Null where nobody had given a code. */
    operator: Type.Union([Type.Null(), Type.String()]),
    detail: Type.String(),
  },
  { additionalProperties: false },
);
export type AuditEntry = Static<typeof AuditEntry>;

export class AuditError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AuditError';
  }
}

/** It is kept apart from the journal, because the menu is needed most when the journal is damaged. */
export interface OperatorAudit {
  /** Durable when it returns. @throws {AuditError} */
  append(entry: AuditEntry): void;
  /** All entries, oldest first. @throws {AuditError} */
  entries(): readonly AuditEntry[];
}
