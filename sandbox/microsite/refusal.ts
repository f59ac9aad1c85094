/** Why a payment was voided, in the player's words, and what to do about it [where-the-money-is]. */
import type { Payment } from '../payment.ts';
import type { RefusalKind } from './wording/texts.ts';
import type { Wording } from './wording/wording.ts';

const KINDS: Readonly<Record<string, RefusalKind>> = {
  LIMIT_REACHED: 'limit',
  ASSET_OFFLINE: 'offline',
  MACHINE_NOT_PLAYABLE: 'notReady',
  MACHINE_REFUSED: 'notReady',
  BUSY: 'busy',
  AMOUNT_OUT_OF_RANGE: 'amount',
  NOT_A_MULTIPLE: 'amount',
  CURRENCY_MISMATCH: 'amount',
  EXPIRED: 'tooLate',
  // The bridge's word for a transfer that will never begin, whoever stopped it.
  CANCELLED: 'notAdded',
  PLAYER_CANCELLED: 'cancelledByPlayer',
  BANK_REFUSED: 'bank',
};

export function refusalOf(
  { code, remaining }: Payment,
  { texts, money }: Wording,
): { title: string; advice: string } {
  const kind = KINDS[code ?? ''] ?? 'other';
  const { title, advice } = texts.refusals[kind];
  return {
    title,
    advice: kind === 'limit' && remaining !== null ? texts.leftToday(money(remaining)) : advice,
  };
}
