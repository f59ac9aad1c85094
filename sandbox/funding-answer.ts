/** What an HTTP answer of the Funding API proves about a payment: pure [confirmed-only]. */
import { Type, type Static } from 'typebox';
import { fromDecimal, MoneyError, type Money } from '../protocol/money.ts';
import { JsonError, jsonReader } from './checked-json.ts';
import type { Answer, Payment } from './payment.ts';

const FundingBody = Type.Object({
  fundingId: Type.String(),
  status: Type.Enum(['CREDITED', 'DECLINED', 'FAILED', 'UNCONFIRMED']),
  currency: Type.String(),
  creditedAmount: Type.Optional(Type.String()),
  error: Type.Optional(
    Type.Object({
      code: Type.String(),
      message: Type.Optional(Type.String()),
      /** Read leniently: what may still be added today is a courtesy, the refusal is what counts. */
      limit: Type.Optional(Type.Object({ remaining: Type.Optional(Type.Unknown()) })),
    }),
  ),
});
type FundingBody = Static<typeof FundingBody>;
const decodeFunding = jsonReader(FundingBody);
const decodeError = jsonReader(Type.Object({ error: Type.Object({ code: Type.String() }) }));

/** @throws {JsonError | MoneyError} when it is no answer at all, which proves nothing. */
export function readAnswer(status: number, text: string, payment: Payment): Answer {
  if (status === 200 || status === 202 || status === 422) return readFunding(decodeFunding(text), payment);
  if (status === 408 || status === 429) return { kind: 'unknown', detail: `answered ${status}` };
  if (status === 404) return { kind: 'notFound', code: errorCode(text) };
  if (status >= 400 && status < 500) return { kind: 'refused', code: errorCode(text) };
  return { kind: 'unknown', detail: `answered ${status}` };
}

function readFunding(body: FundingBody, payment: Payment): Answer {
  if (body.fundingId !== payment.fundingId)
    return { kind: 'unknown', detail: 'answered for another funding' };
  switch (body.status) {
    case 'CREDITED': {
      const amount = fromDecimal(body.creditedAmount ?? '', body.currency);
      return amount.currency === payment.amount.currency && amount.minor <= payment.amount.minor
        ? { kind: 'credited', amount }
        : { kind: 'unknown', detail: 'credited more than was approved' };
    }
    case 'DECLINED':
    case 'FAILED':
      return {
        kind: 'declined',
        code: body.error?.code ?? body.status,
        remaining: readRemaining(body.error?.limit?.remaining, body.currency),
      };
    case 'UNCONFIRMED':
      return { kind: 'unconfirmed' };
  }
}

function readRemaining(remaining: unknown, currency: string): Money | null {
  if (typeof remaining !== 'string') return null;
  try {
    return fromDecimal(remaining, currency);
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

function errorCode(text: string): string {
  try {
    return decodeError(text).error.code;
  } catch (error) {
    if (error instanceof JsonError) return 'REFUSED';
    throw error;
  }
}
