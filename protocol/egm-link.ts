/**
 * egm-link: JSON messages over one WebSocket between a kiosk and the bridge. The wire document is docs/egm-link.md.
 * Only lifetimes cross this link, never wall clock times: the clocks of the two sides need not agree.
 */
import { Type, type Static } from 'typebox';
import { BoardMemory, CabinetIdentity, CabinetStatus, NoteEvent, NoteId } from './cabinet.ts';
import { Money } from './money.ts';
import { Designation, FUNDING_ID_PATTERN, TransferId, TransferOutcome } from './transfer.ts';

/** The WebSocket subprotocol; a peer that does not select it does not speak this version. */
export const EGM_LINK_SUBPROTOCOL = 'topper.egm-link.v1';

/** The path of the link on the bridge. */
export const EGM_LINK_PATH = '/egm-link';

/** Largest message either side accepts, in bytes. */
export const EGM_LINK_MAX_BYTES = 16_384;

/** Asset id of an EGM, as the rails and the CMS know it. */
export const AssetId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' });
export type AssetId = Static<typeof AssetId>;

const RequestId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const LifetimeMs = Type.Integer({ minimum: 0, maximum: 86_400_000 });
const FundingId = Type.String({ pattern: FUNDING_ID_PATTERN });
const closed = { additionalProperties: false } as const;
/** The order by which the funding of another one is, or may be, credited, and the board that it went to. */
export const OtherTransfer = Type.Object(
  { transferId: TransferId, board: Type.Union([Type.Null(), BoardMemory]) },
  closed,
);
export type OtherTransfer = Static<typeof OtherTransfer>;

const nullable = <
  S extends typeof TransferId | typeof NoteId | typeof Money | typeof BoardMemory | typeof OtherTransfer,
>(
  schema: S,
) => Type.Union([Type.Null(), schema]);

/** Why there is no code to show. The code source is the payment rail whose code the glass is to show. */
export const CodeFailure = Type.Enum([
  'CODE_SOURCE_UNREACHABLE', // no connection
  'CODE_SOURCE_TIMED_OUT', // no answer in time, 408, 504
  'CODE_SOURCE_FAILED', // any other 5xx
  'CODE_SOURCE_RATE_LIMITED', // 429
  'CODE_SOURCE_REFUSED_REQUEST', // 400, and any other 4xx
  'CODE_SOURCE_REFUSED_CREDENTIALS', // 401
  'CODE_SOURCE_REFUSED_MERCHANT', // 403
  'CODE_SOURCE_NOT_FOUND', // 404
  'CODE_SOURCE_REDIRECTED', // 3xx, which is not followed
  'CODE_SOURCE_ANSWER_INVALID', // an answer we cannot use, or one that has already expired
  'MACHINE_DISABLED',
  'BUSY',
]);
export type CodeFailure = Static<typeof CodeFailure>;

/** Why a funding was turned down, as far as the glass tells the player. */
export const DeclineReason = Type.Enum([
  'LIMIT_REACHED',
  'MACHINE_NOT_READY',
  'AMOUNT_NOT_ALLOWED',
  'CANCELLED',
  'EXPIRED',
  'REFUSED_BY_BANK',
]);
export type DeclineReason = Static<typeof DeclineReason>;

// ---- kiosk to bridge -------------------------------------------------------------------------------------------

export const Hello = Type.Object(
  {
    type: Type.Literal('hello'),
    kiosk: Type.Object(
      {
        version: Type.String({ maxLength: 32 }),
        runtime: Type.String({ maxLength: 64 }),
        /** The cabinet is a virtual one: there is no machine that real money could be played on. Absent: it is real. */
        simulatedCabinet: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    cabinet: CabinetStatus,
  },
  closed,
);
/**
 * How far the kiosk's journal and its board's own memory go, for the designation of the welcome. Sent on every link, and
 * for every board that is plugged in, after the results that the bridge may lack. No order and no code before it.
 */
export const MemoryReport = Type.Object(
  {
    type: Type.Literal('memory'),
    board: BoardMemory,
    /** Highest ids; null: none. The bridge gives out none that is not above both [exactly-once]. */
    journalLast: nullable(TransferId),
    boardLast: nullable(TransferId),
    /** Below this id neither journal nor board can account for everything; null: they can for all. */
    incompleteBelow: nullable(TransferId),
  },
  closed,
);
export const CabinetChanged = Type.Object({ type: Type.Literal('cabinet'), status: CabinetStatus }, closed);
export const CodeRequest = Type.Object(
  {
    type: Type.Literal('code.request'),
    requestId: RequestId,
    purpose: Type.Enum(['first', 'rotation', 'replacement']),
  },
  closed,
);
/** Repeated until acknowledged; the answer to an order and to a query alike. */
export const TransferResult = Type.Object(
  {
    type: Type.Literal('transfer.result'),
    transferId: TransferId,
    result: TransferOutcome,
    /** What the kiosk was ordered; null: it has only its board's word of this id. */
    fundingId: nullable(FundingId),
    requested: nullable(Money),
    /** Whose word this is; null: the order was refused before it went to any board. */
    board: nullable(BoardMemory),
  },
  closed,
);

/** Why an outcome is not known yet, or will not be known without a person. */
export const OpenReason = Type.Enum([
  'ASKING', // the board is working on it, or is being asked
  'NO_BOARD', // no board to ask
  'OTHER_BOARD', // the one plugged in is not the one that the order went to, or has lost its memory
  'FORGOTTEN', // its history does not reach back so far
  'OTHER_TRANSFER', // of an order that is not begun: its funding is, or may be, credited by another one
  'JOURNAL_DAMAGED',
]);
export type OpenReason = Static<typeof OpenReason>;

/**
 * The answer to a query whose outcome is not known, and to an order that can neither be carried out nor refused; and,
 * before `memory`, what the journal holds open: the ledger may have lost it.
 */
export const TransferOpen = Type.Object(
  {
    type: Type.Literal('transfer.open'),
    transferId: TransferId,
    why: OpenReason,
    /** What the kiosk was ordered; null: it does not know. */
    fundingId: nullable(FundingId),
    requested: nullable(Money),
    /** The board that the order is for. */
    board: nullable(BoardMemory),
    /** The board that is plugged in. */
    present: nullable(BoardMemory),
    /** With `OTHER_TRANSFER`: that other transfer; null with any other reason. */
    other: nullable(OtherTransfer),
  },
  closed,
);
/** Repeated until acknowledged; one per board memory and event id, in any order. */
export const NoteReport = Type.Object(
  { type: Type.Literal('note'), memoryId: CabinetIdentity.properties.memoryId, note: NoteEvent },
  closed,
);

export const KioskMessage = Type.Union([
  Hello,
  CabinetChanged,
  MemoryReport,
  CodeRequest,
  TransferResult,
  TransferOpen,
  NoteReport,
]);
export type KioskMessage = Static<typeof KioskMessage>;

// ---- bridge to kiosk -------------------------------------------------------------------------------------------

export const Welcome = Type.Object(
  {
    type: Type.Literal('welcome'),
    asset: AssetId,
    designation: Designation,
    /** What the journal has above this id is told again, acknowledged or not: the ledger may lack it. null: all. */
    tellAfter: nullable(TransferId),
    /** What the journal has after this note is told again, acknowledged or not. null: every note. */
    noteTellAfter: nullable(NoteId),
    enabled: Type.Boolean(),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    /** The bridge pings this often; a link silent for twice as long is dead. */
    heartbeatMs: Type.Integer({ minimum: 100, maximum: 60_000 }),
  },
  closed,
);
export const CodeIssued = Type.Object(
  {
    type: Type.Literal('code.issued'),
    requestId: RequestId,
    /** Verbatim what the rail sent [verbatim-code]. */
    url: Type.String({ minLength: 1, maxLength: 4096 }),
    /** What is left of the code's life when the bridge sends this. */
    lifetimeMs: LifetimeMs,
  },
  closed,
);
export const CodeFailed = Type.Object(
  {
    type: Type.Literal('code.failed'),
    requestId: RequestId,
    reason: CodeFailure,
    /** The kiosk does not ask again sooner. */
    retryAfterMs: LifetimeMs,
  },
  closed,
);
/**
 * Codes that were asked for before this message were made for another player: the kiosk shows and takes none of them.
 */
export const CodeReplace = Type.Object({ type: Type.Literal('code.replace') }, closed);
export const TransferOrder = Type.Object(
  {
    type: Type.Literal('transfer.order'),
    transferId: TransferId,
    /** The funding that the order is for. It is kept in the journal, so that a ledger that has lost it can learn it. */
    fundingId: FundingId,
    amount: Money,
    /** The one board that may carry it out. */
    board: BoardMemory,
    /** An order not begun by then is refused as EXPIRED. */
    lifetimeMs: LifetimeMs,
  },
  closed,
);
/** Sent for every open transfer of the asset when its kiosk (re)connects, and while one stays open. */
export const TransferQuery = Type.Object(
  {
    type: Type.Literal('transfer.query'),
    transferId: TransferId,
    /** The funding that the order was for. */
    fundingId: FundingId,
    board: BoardMemory,
  },
  closed,
);
/**
 * The answer to `memory`, and any change of it: closed while ledger, journal and board do not agree. A closed machine
 * shows no code and gets no order.
 */
export const MemoryCompared = Type.Object(
  { type: Type.Literal('memory.compared'), board: BoardMemory, agreed: Type.Boolean() },
  closed,
);
/** The result is durable in the ledger; the kiosk may prune it. */
export const TransferAcknowledged = Type.Object(
  { type: Type.Literal('transfer.acknowledged'), transferId: TransferId },
  closed,
);
export const NoteAcknowledged = Type.Object(
  {
    type: Type.Literal('note.acknowledged'),
    memoryId: CabinetIdentity.properties.memoryId,
    eventId: NoteEvent.properties.eventId,
  },
  closed,
);
/** A funding was turned down before any order: the glass tells the player at the machine why [where-the-money-is]. */
export const FundingDeclined = Type.Object(
  {
    type: Type.Literal('funding.declined'),
    reason: DeclineReason,
    amount: Money,
    /** What may still be added today; with LIMIT_REACHED. */
    remaining: Type.Optional(Money),
  },
  closed,
);
export const MachineEnabled = Type.Object({ type: Type.Literal('machine'), enabled: Type.Boolean() }, closed);

export const BridgeMessage = Type.Union([
  Welcome,
  CodeIssued,
  CodeFailed,
  CodeReplace,
  MemoryCompared,
  TransferOrder,
  TransferQuery,
  TransferAcknowledged,
  NoteAcknowledged,
  FundingDeclined,
  MachineEnabled,
]);
export type BridgeMessage = Static<typeof BridgeMessage>;

/** WebSocket close codes of this link (RFC 6455 leaves 4000 to 4999 to applications). */
export const EgmLinkClose = {
  /** A message that is not JSON, not of the schema, or out of order. */
  PROTOCOL_ERROR: 4400,
  /** The machine was revoked or enrolled anew: these credentials are not valid any more. */
  CREDENTIALS_ENDED: 4401,
  /** The same asset connected again; the newer link wins. */
  REPLACED: 4409,
  /** The kiosk has left more unread than the bridge keeps for one link. */
  NOT_READING: 4429,
  /** The bridge is stopping; reconnect, to another bridge if there is one. */
  DRAINING: 4503,
} as const;
