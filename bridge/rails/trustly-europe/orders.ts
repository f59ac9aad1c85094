/** Refunds and payouts, each once: Trustly has no key for a refund, and one for a payout, which is its MessageID. */
import { Type } from 'typebox';
import { jsonDecoder } from '../../../protocol/decode.ts';
import type { Money } from '../../../protocol/money.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { Payout, Payouts, RailOutcome, Refund, Refunds } from '../rail.ts';
import { depositRowsOf, rowsOf, type LedgerClient } from './account-ledger.ts';
import type { LedgerRow } from './answers.ts';
import type { Answered, EuropeClient } from './client.ts';
import { EUROPE } from './europe.ts';

/** Milliseconds since 1970. */
type Clock = () => number;
type RefundClient = LedgerClient & Pick<EuropeClient, 'refund'>;
type PayoutClient = LedgerClient & Pick<EuropeClient, 'accountPayout'>;

/** Before a second try, our account at Trustly is looked at for the deposit and for what of it went back. */
export function europeRefunds(client: RefundClient, now: Clock): Refunds {
  const send = async ({ paymentId, amount }: Refund, signal: AbortSignal) => {
    const answer = await client.refund({ orderId: paymentId, amount }, signal);
    return answer.kind === 'landed' ? uncertain(answer.reason) : outcomeOf(answer);
  };
  return {
    send,
    async resume(refund, signal) {
      const { paymentId, amount } = refund;
      const isOfDeposit = (row: LedgerRow) => row.orderid === paymentId && row.currency === amount.currency;
      const hasBegun = (rows: readonly LedgerRow[]) => depositRowsOf(rows)?.hasArrived ?? true;
      const found = await rowsOf(client, amount.currency, isOfDeposit, hasBegun, now(), signal);
      if (found.kind !== 'answered') return uncertain(found.reason);
      const read = depositRowsOf(found.value);
      if (read === null) return uncertain('an amount on our account at Trustly cannot be read');
      if (read.backMinor >= BigInt(amount.minor)) return { kind: 'done' };
      if (read.backMinor > 0n) return uncertain('another part of the deposit went back');
      return read.hasArrived
        ? send(refund, signal)
        : uncertain('the deposit is not seen on our account at Trustly');
    },
  };
}

/** @param shopperStatement what the player reads on the bank's statement. */
export function europePayouts(
  client: PayoutClient,
  accountTokens: AccountTokens,
  shopperStatement: string,
  now: Clock,
): Payouts {
  const send: Payouts['send'] = async ({ key, amount, account, sealedToken }, signal) => {
    const { accountId, endUserId } = tokenOf(accountTokens.open(EUROPE, account, sealedToken));
    const attributes = { ShopperStatement: shopperStatement };
    return outcomeOf(
      await client.accountPayout({ messageId: key, endUserId, accountId, amount, attributes }, signal),
    );
  };
  const askWhether = async (key: string, amount: Money, signal: AbortSignal): Promise<RailOutcome | null> => {
    const isOfPayout = ({ messageid }: LedgerRow) => messageid === key;
    const found = await rowsOf(client, amount.currency, isOfPayout, (rows) => rows.length > 0, now(), signal);
    if (found.kind !== 'answered') return uncertain(found.reason);
    return found.value.length > 0 ? { kind: 'done' } : null;
  };
  return {
    send,
    async resume({ sealedToken, ...payout }, signal) {
      const { key, amount } = payout;
      if (sealedToken === null)
        return (
          (await askWhether(key, amount, signal)) ??
          refused('the player has taken the consent back, and nothing was sent')
        );
      const outcome = await send({ ...payout, sealedToken } satisfies Payout, signal);
      // What refuses this try says nothing of the one before it.
      return outcome.kind === 'refused' ? ((await askWhether(key, amount, signal)) ?? outcome) : outcome;
    },
  };
}

const tokenOf = jsonDecoder(
  Type.Object({ accountId: Type.String(), endUserId: Type.String() }, { additionalProperties: false }),
  1_000,
);

function outcomeOf(answer: Answered<unknown>): RailOutcome {
  switch (answer.kind) {
    case 'answered':
    case 'landed': // its notifications tell what becomes of it
      return { kind: 'done' };
    case 'refused':
      return refused(answer.error === null ? answer.reason : `${answer.error}: ${answer.reason}`);
    case 'locked-out': // nothing about this one: it is tried until a technician has looked
    case 'uncertain':
      return uncertain(answer.reason);
  }
}

function refused(reason: string): RailOutcome {
  return { kind: 'refused', reason: reason.slice(0, 500) };
}

function uncertain(reason: string): RailOutcome {
  return { kind: 'uncertain', reason: reason.slice(0, 500) };
}
