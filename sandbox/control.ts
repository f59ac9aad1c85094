/**
 * The control port of the sandbox: what the sales engineer and the tests do to "Trustly". Loopback HTTP.
 *
 * GET /control/faults    -> SandboxFaults
 * PUT /control/faults    SandboxFaults -> SandboxFaults (takes effect at once)
 * GET /control/payments  -> SandboxPayment[], newest first
 */
import { Type, type Static } from 'typebox';
import { Money } from '../protocol/money.ts';

const closed = { additionalProperties: false } as const;

/** `noZone`: four decimals and no zone, as documented; the others are what a later version might send. */
export const ExpiryForm = Type.Enum(['noZone', 'utc', 'offset']);
export type ExpiryForm = Static<typeof ExpiryForm>;

export const SandboxFaults = Type.Object(
  {
    /** The QR code API: `down` cuts connections, `slow` answers after `slowMs`, the others answer that status. */
    qrApi: Type.Enum(['ok', 'down', 'slow', 'badRequest', 'unauthorized', 'forbidden', 'error', 'garbage']),
    slowMs: Type.Integer({ minimum: 0, maximum: 120_000 }),
    /** Life of the codes issued from now on. */
    codeLifetimeMs: Type.Integer({ minimum: 1_000, maximum: 3_600_000 }),
    expiryForm: ExpiryForm,
    /** How far Trustly's clock is ahead of the truth: in the `Date` header and in `expiresAt` alike. */
    clockAheadMs: Type.Integer({ minimum: -86_400_000, maximum: 86_400_000 }),
  },
  closed,
);
export type SandboxFaults = Static<typeof SandboxFaults>;

export const SandboxPayment = Type.Object(
  {
    fundingId: Type.String(),
    asset: Type.String(),
    /** What the player approved. */
    amount: Money,
    /** What was taken from the bank account: what the machine confirmed. Null unless `CAPTURED`. */
    captured: Type.Union([Money, Type.Null()]),
    /** `AUTHORIZED`: the bank agreed, the funding is asked for; `PENDING`: the bridge answered UNCONFIRMED. */
    state: Type.Enum(['AUTHORIZED', 'PENDING', 'CAPTURED', 'VOIDED']),
    /** The code the bridge gave when the payment was voided. */
    code: Type.Optional(Type.String()),
    /** When the player approved it, in milliseconds since 1970. */
    createdAt: Type.Integer(),
    /** When it was known that the credit is on the meter. Null unless `CAPTURED`. */
    capturedAt: Type.Union([Type.Integer(), Type.Null()]),
  },
  closed,
);
export type SandboxPayment = Static<typeof SandboxPayment>;
