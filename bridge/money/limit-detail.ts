/** The limit of a day in the words of the APIs. */
import { toDecimal } from '../../protocol/money.ts';
import type { Allowance } from '../protection/player-limits.ts';
import type { LimitDetail } from './funding.ts';

export function limitDetail({ limit, used, remaining, resetsAt }: Allowance): LimitDetail {
  return {
    limit: toDecimal(limit),
    used: toDecimal(used),
    remaining: toDecimal(remaining),
    resetsAt: resetsAt.toISOString(),
  };
}
