/** Numbers that stand for names on the wire (docs/cabinet-hid.md, "Codes"). A number, once given, is never reused. */
import type { AcceptorState, NotPlayableCondition, NoteEvent } from '../../../protocol/cabinet.ts';
import type { MachinePart } from '../../machine/diagnostics.ts';
import type { RefusalReason } from '../../../protocol/transfer.ts';

/** The version of the protocol that this codec speaks. */
export const PROTOCOL_VERSION = 1;

/** First field of the identification: it tells a cabinet interface board from any other device with the same ids. */
export const BOARD_MAGIC = 'TCIB';

/**
 * The usage is on a vendor page, so that no driver of the operating system claims the device. Every report carries its
 * id.
 */
export const USAGE_PAGE = 0xff42;
export const USAGE = 0x0001;

/** Most denominations in a note table. */
export const NOTE_TABLE_LENGTH = 12;

export const conditionBits = {
  DOOR_OPEN: 0,
  TILT: 1,
  CASHING_OUT: 2,
  OUT_OF_ORDER: 3,
} as const satisfies Record<NotPlayableCondition, number>;

export const acceptorCodes = {
  DISABLED: 0,
  IDLE: 1,
  BUSY: 2,
  JAMMED: 3,
  CASHBOX_OUT: 4,
  CASHBOX_FULL: 5,
  FAULT: 6,
} as const satisfies Record<AcceptorState, number>;

export const noteEventCodes = {
  STACKED: 1,
  RETURNED: 2,
  REJECTED: 3,
  JAMMED: 4,
  CHEATED: 5,
} as const satisfies Record<NoteEvent['kind'], number>;

export const transferStateCodes = {
  /** Never begun, and the board's memory reaches back far enough to know. */
  UNKNOWN: 0,
  PENDING: 1,
  CREDITED: 2,
  REFUSED: 3,
  /** The transfer is so old that the board cannot tell any more. */
  FORGOTTEN: 4,
} as const;

/** The reasons a board has; `RefusalReason` holds a few more that only a kiosk has. */
export const refusalCodes = {
  NONE: 0,
  NOT_PLAYABLE: 1,
  OVER_MACHINE_LIMIT: 2,
  NOT_A_MULTIPLE: 3,
  CURRENCY_MISMATCH: 4,
  MALFORMED: 5,
  EXPIRED: 6,
  CANCELLED: 7,
  BUSY: 8,
} as const satisfies Partial<Record<RefusalReason | 'NONE', number>>;
export type BoardRefusal = Exclude<keyof typeof refusalCodes, 'NONE'>;

export const escrowDecisionCodes = { STACK: 1, RETURN: 2 } as const;
export type EscrowDecision = keyof typeof escrowDecisionCodes;

/** Whether the note of a decision was still in escrow. */
export const heldCodes = { NO: 0, YES: 1 } as const;

export const selfTestBits = {
  PROGRAM: 0,
  MEMORY: 1,
  METER: 2,
  ACCEPTOR: 3,
} as const satisfies Record<MachinePart, number>;

export const inputBits = { ATTENDANT_KEY: 0 } as const;
export type BoardInput = keyof typeof inputBits;

/** Why the board does not carry out a request that arrived whole. */
export const rejectionCodes = { UNKNOWN_REQUEST: 1, MALFORMED_BODY: 2 } as const;
