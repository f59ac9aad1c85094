/**
 * The control port of this part: what the sales engineer and the tests do to "Trustly on file". Loopback HTTP.
 *
 * GET, PUT /control/on-file/faults               OnFileFaults
 * GET      /control/on-file/clock                OnFileClock
 * POST     /control/on-file/clock                { forwardMs } -> OnFileClock
 * GET      /control/on-file/transactions         OnFileTransaction[], newest first
 * POST     /control/on-file/transactions/ID/move OnFileMove -> OnFileTransaction
 * GET      /control/on-file/events               OnFileEvent[], newest first
 * POST     /control/on-file/events/ID/send       {} -> OnFileEvent: once more, whatever became of it
 * POST     /control/on-file/authorizations       OnFileLogin -> { redirect }: the Lightbox without a browser
 */
import { Type, type Static } from 'typebox';
import { API_ERRORS } from './api-error.ts';
import { STATUSES, TRANSACTION_TYPES, type Status, type TransactionType } from './enumerations.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';

const closed = { additionalProperties: false } as const;
const names = <T extends string>(values: Record<T, unknown>) => Type.Enum(Object.keys(values) as T[]);
const Milliseconds = (maximum: number) => Type.Integer({ minimum: 0, maximum });
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const ProviderStatusName = Type.Enum(Object.keys(PROVIDER_STATUSES));
const Ends = Type.Union([ProviderStatusName, Type.Null()]);

export const OnFileFaults = Type.Object(
  {
    /**
     * The API: `down` cuts connections, `slow` answers after `slowMs`, `lost` does what is asked and cuts the connection
     * instead of answering, `refused` answers the error `refusedWith`, `unavailable` 503, `garbage` half a JSON text.
     */
    api: Type.Enum(['ok', 'down', 'slow', 'lost', 'refused', 'unavailable', 'garbage']),
    slowMs: Milliseconds(2 * MINUTE_MS),
    refusedWith: Type.Enum(Object.keys(API_ERRORS).map(Number)),
    /** Whether captures from now on are guaranteed (seconds), or standard ACH (three banking days). */
    captures: Type.Enum(['guaranteed', 'standard']),
    /** How a capture that fails says so: by event only, in the answer's transaction, or as an error. */
    declinesBy: Type.Enum(['event', 'answer', 'error']),
    /** With which status of the payment provider captures, deposits, refunds and reclaims end from now on. */
    captureEnds: Ends,
    depositEnds: Ends,
    refundEnds: Ends,
    /** Where transactions stay until this is null again. */
    heldAt: Type.Union([Type.Enum(['Pending', 'Authorized', 'Processed']), Type.Null()]),
    /** Between one state and the next, where that is a matter of seconds. */
    stepMs: Milliseconds(MINUTE_MS),
    /** Events of deposits, refunds and reclaims go out at multiples of this. */
    payoutBatchMs: Milliseconds(5 * MINUTE_MS),
    splitTokenLifetimeMs: Milliseconds(3_650 * DAY_MS),
    /** What a guaranteed capture without split token does. */
    missingSplitToken: Type.Enum(['fails', 'error', 'accepted']),
    /** How the small deposit comes to an account whose numbers were typed: while the player waits, or after banking days. */
    deposits: Type.Enum(['instant', 'legacy']),
    events: Type.Enum(['ok', 'late', 'repeated', 'outOfOrder', 'lost', 'forged', 'wrongSignature']),
    /** How late `late` and `outOfOrder` are, on this part's clock. */
    lateMs: Milliseconds(7 * DAY_MS),
    /** Over which part of the address; `wrong` is over neither. */
    redirectSignature: Type.Enum(['url', 'query', 'wrong']),
  },
  closed,
);
export type OnFileFaults = Static<typeof OnFileFaults>;

export const OnFileClock = Type.Object({ now: Type.Integer(), aheadMs: Type.Integer() }, closed);
export type OnFileClock = Static<typeof OnFileClock>;

export const OnFileForward = Type.Object({ forwardMs: Milliseconds(400 * DAY_MS) }, closed);

export const OnFileMove = Type.Object(
  {
    to: Type.Union([names<Status>(STATUSES), Type.Literal('consent revoked')]),
    providerStatus: Ends,
    /** Such as `R01`, of the bank network. */
    reasonCode: Type.Union([Type.String({ maxLength: 20 }), Type.Null()]),
    thirdPartyDeclineCode: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
  },
  closed,
);
export type OnFileMove = Static<typeof OnFileMove>;

export const OnFileLogin = Type.Object(
  {
    /** What the page would give to `Trustly.establish`, with dotted names. */
    establish: Type.Record(Type.String(), Type.String()),
    bank: Type.Optional(Type.String()),
    userName: Type.Optional(Type.String({ maxLength: 64 })),
    passPhrase: Type.Optional(Type.String({ maxLength: 64 })),
    /** Which of the accounts, from 0. */
    account: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    /** The account is typed at the bank's login, and nobody logs in. */
    numbers: Type.Optional(
      Type.Object(
        { routingNumber: Type.String({ maxLength: 20 }), accountNumber: Type.String({ maxLength: 20 }) },
        closed,
      ),
    ),
    /** Of the deposit, for the flow that verifies an account; with `numbers`, where the deposit is instant, the right one is told. */
    code: Type.Optional(Type.String({ maxLength: 10 })),
  },
  closed,
);
export type OnFileLogin = Static<typeof OnFileLogin>;

export const OnFileTransaction = Type.Object(
  {
    transactionId: Type.String(),
    originalTransactionId: Type.Union([Type.String(), Type.Null()]),
    type: names<TransactionType>(TRANSACTION_TYPES),
    status: names<Status>(STATUSES),
    /** Such as `SW057`. */
    providerStatus: Type.Union([Type.String(), Type.Null()]),
    merchantReference: Type.String(),
    amount: Type.String(),
    refunded: Type.String(),
    /** Bank and last four digits, of an authorization. */
    account: Type.Union([Type.String(), Type.Null()]),
    /** Of the deposit to its account, as Trustly's portal shows it; null: none is waited for. */
    depositCode: Type.Union([Type.String(), Type.Null()]),
    createdAt: Type.Integer(),
    updatedAt: Type.Integer(),
  },
  closed,
);
export type OnFileTransaction = Static<typeof OnFileTransaction>;

export const OnFileEvent = Type.Object(
  {
    eventId: Type.String(),
    eventType: Type.String(),
    transactionId: Type.String(),
    /** `gone`: nowhere to send it, lost by a fault, or not answered for twelve hours. */
    state: Type.Enum(['waiting', 'answered', 'gone']),
    attempts: Type.Integer(),
    /** Of the last attempt: an HTTP status, or what went wrong; null: never tried. */
    answer: Type.Union([Type.String(), Type.Null()]),
    forged: Type.Boolean(),
    createdAt: Type.Integer(),
  },
  closed,
);
export type OnFileEvent = Static<typeof OnFileEvent>;
