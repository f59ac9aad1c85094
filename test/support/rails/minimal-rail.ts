/**
 * The smallest rail that moves its money first, as an example and to hold the interface of a rail to: codes from a service
 * in this process, one door for notifications that are signed over the bytes of their body, refunds and payouts (minimal-orders.ts).
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { Allowance } from '../../../bridge/platform/allowance.ts';
import { ApiError } from '../../../bridge/platform/http/error-answer.ts';
import type { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import type { AccountDigest, Digests } from '../../../bridge/platform/secrets/digests.ts';
import { personDigest } from '../../../bridge/protection/national-numbers.ts';
import { RailEvent } from '../../../bridge/rails/rail-event.ts';
import {
  CODE_WITHIN_MS,
  type IssuedCode,
  type NoCode,
  type NotificationInbox,
  type Payouts,
  type Rail,
  type Refunds,
} from '../../../bridge/rails/rail.ts';
import { isCodeUrl } from '../../../protocol/code-url.ts';
import type { CodeFailure } from '../../../protocol/egm-link.ts';
import { Money } from '../../../protocol/money.ts';
import { hasStorableTexts } from '../../../protocol/storable-text.ts';
import { parseStrictJson } from '../../../protocol/strict-json.ts';

/** The payment service: an address and how many milliseconds it is good for. */
export type PayService = (signal: AbortSignal) => Promise<{ url: string; lifetimeMs: number }>;

export interface MinimalRailPorts {
  readonly service: PayService;
  readonly perSecond: number;
  /** Signs the notifications. */
  readonly key: string;
  readonly inbox: NotificationInbox;
  /** How the ledger names an account. */
  readonly digests: Digests;
  /** Seals what it pays out with. */
  readonly accountTokens: Pick<AccountTokens, 'seal'>;
  readonly refunds: Refunds;
  readonly payouts: Payouts;
}

/** Its name in the ledger. */
export const MINIMAL = 'minimal';

const payment = { paymentId: Type.String(), fundingId: Type.String() };

/** Its own words, which happen to be close to ours. */
const Said = Type.Union([
  Type.Object({ kind: Type.Enum(['pending', 'cancelled']), ...payment }),
  Type.Object({ kind: Type.Literal('reversed'), ...payment, amount: Money }),
  Type.Object({
    kind: Type.Literal('captured'),
    ...payment,
    asset: Type.String(),
    amount: Money,
    account: Type.String(),
    ageMs: Type.Integer(),
  }),
  Type.Object({
    kind: Type.Literal('identified'),
    ...payment,
    asset: Type.String(),
    age: Type.Enum(['ADULT', 'UNDERAGE', 'UNKNOWN']),
    /** A Swedish personal number. */
    personId: Type.Optional(Type.String()),
  }),
  Type.Object({ kind: Type.Enum(['payout-settled', 'payout-returned']), key: Type.String(), amount: Money }),
  Type.Object({
    kind: Type.Literal('account-known'),
    account: Type.String(),
    token: Type.String(),
    atMs: Type.Integer(),
  }),
  Type.Object({ kind: Type.Literal('consent-revoked'), account: Type.String(), atMs: Type.Integer() }),
  Type.Object({ kind: Type.Literal('noted'), about: Type.String() }),
]);
const SignedNotification = Type.Intersect([
  Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) }),
  Said,
]);
export type SignedNotification = Static<typeof SignedNotification>;

export function minimalRail(ports: MinimalRailPorts): Rail {
  const { service, perSecond, key, inbox, refunds, payouts } = ports;
  const stopping = new AbortController();
  const pace = new Allowance({ perSecond, burst: 10 });

  async function issueCode(): Promise<IssuedCode | NoCode> {
    if (stopping.signal.aborted) return noCode('CODE_SOURCE_UNREACHABLE');
    const waitMs = pace.take(performance.now());
    if (waitMs > 0) return { kind: 'failed', reason: 'BUSY', retryAfterMs: waitMs };
    const inTime = AbortSignal.any([stopping.signal, AbortSignal.timeout(CODE_WITHIN_MS - 500)]);
    try {
      const { url, lifetimeMs } = await service(inTime);
      if (!isCodeUrl(url) || !(lifetimeMs > 0)) return noCode('CODE_SOURCE_ANSWER_INVALID');
      return { kind: 'issued', url, expiresAtMonotonic: performance.now() + lifetimeMs };
    } catch {
      return noCode(inTime.aborted ? 'CODE_SOURCE_TIMED_OUT' : 'CODE_SOURCE_UNREACHABLE');
    }
  }

  return {
    name: MINIMAL,
    movesMoney: 'pays-first',
    refunds,
    payouts,
    codes: { issueCode, waiting: 0, isPaused: false },
    pages: null,
    async routes(app) {
      app.removeContentTypeParser('application/json');
      app.addContentTypeParser(
        'application/json',
        { parseAs: 'buffer' },
        async (_request: unknown, body: Buffer) => body,
      );
      app.post('/minimal/notifications', async ({ body, headers }, reply) => {
        if (!Buffer.isBuffer(body) || !isSigned(body, headers['signature'], key)) {
          throw new ApiError(401, 'UNAUTHORIZED', 'The signature is not good.');
        }
        const { id, event } = read(body, ports);
        const stored = await inbox.receive(MINIMAL, {
          id,
          body,
          event,
          answer: (verdict) => Buffer.from(JSON.stringify({ verdict, id, answeredAt: randomUUID() })),
        });
        if (stored === null) {
          throw new ApiError(409, 'CONFLICT', 'This id came before with another notification.');
        }
        return reply.type('application/json').send(stored);
      });
    },
    start: async () => undefined,
    async stop() {
      stopping.abort();
    },
  };
}

/** Signed or not: what can never be taken is answered so that it is not repeated. @throws {ApiError} 400 */
function read(body: Buffer, ports: MinimalRailPorts): { id: string; event: RailEvent } {
  const said = parseStrictJson(body);
  if (Value.Check(SignedNotification, said)) {
    const { id, ...told } = said;
    const event = eventOf(told, ports);
    if (Value.Check(RailEvent, event) && hasStorableTexts([id, event])) return { id, event };
  }
  throw new ApiError(400, 'MALFORMED', 'The notification is not one of this rail.');
}

function eventOf(
  said: Static<typeof Said>,
  { digests, accountTokens }: Pick<MinimalRailPorts, 'digests' | 'accountTokens'>,
): RailEvent {
  if (said.kind === 'identified') {
    const { personId, ...told } = said;
    const person = personId === undefined ? null : personDigest(digests, 'SE', personId);
    return person === null ? told : { ...told, person };
  }
  if (!('account' in said)) return said;
  const account = accountOf(said.account, digests);
  if (said.kind !== 'account-known') return { ...said, account };
  const { kind, token, atMs } = said;
  return { kind, account, atMs, sealedToken: accountTokens.seal(MINIMAL, account, token) };
}

export function accountOf(accountKey: string, digests: MinimalRailPorts['digests']): AccountDigest {
  return digests.account(`minimal ${accountKey}`);
}

export function signatureOf(body: Buffer, key: string): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

function isSigned(body: Buffer, signature: string | string[] | undefined, key: string): boolean {
  const sent = Buffer.from(typeof signature === 'string' ? signature : '', 'base64');
  const good = signatureOf(body, key);
  return sent.length === good.length && timingSafeEqual(sent, good);
}

function noCode(reason: CodeFailure): NoCode {
  return { kind: 'failed', reason, retryAfterMs: 1_000 };
}

/** A service that never answers. */
export async function silence(signal: AbortSignal): Promise<never> {
  await delay(600_000, undefined, { signal });
  throw new Error('the signal comes first');
}
