/** What the caller is told about a funding, from what the ledger knows: pure [confirmed-only]. */
import { toDecimal } from '../../protocol/money.ts';
import { FUNDING_STATES } from '../ledger/funding-states.ts';
import type { FundingRecord } from '../ledger/fundings.ts';
import type { FundingAnswer } from './funding.ts';

export function answerFor(record: FundingRecord): FundingAnswer {
  const { fundingId, amount, state } = record;
  const base = { fundingId, amount: toDecimal(amount), currency: amount.currency };
  const status = FUNDING_STATES[state.status].told;
  switch (state.status) {
    case 'DECLINED': {
      const { code, message, limit } = state;
      return { ...base, status, error: { code, message, ...(limit && { limit }) } };
    }
    case 'FAILED':
      return { ...base, status, error: { code: state.code, message: state.message } };
    case 'CREDITED':
      return { ...base, status, creditedAmount: toDecimal(state.credited) };
    // Until the cabinet has answered, the outcome is not known.
    case 'ORDERED':
    case 'SENT':
    case 'UNCONFIRMED':
      return { ...base, status };
  }
}
