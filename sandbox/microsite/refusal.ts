/** Why a payment was voided, in the player's words, and what to do about it (G7). */
import type { Payment } from '../payment.ts';
import { money } from './money-text.ts';

interface Refusal {
  readonly title: string;
  readonly advice: string;
}

const MACHINE_NOT_READY: Refusal = {
  title: 'The machine cannot take money now',
  advice: 'Try again when the machine shows a code, or ask an attendant.',
};
const AMOUNT_NOT_ALLOWED: Refusal = {
  title: 'The machine does not take this amount',
  advice: 'Choose another amount.',
};
const CANCELLED: Refusal = {
  title: 'Payment cancelled',
  advice: 'Scan the code on the machine to start again.',
};
const REFUSED: Refusal = { title: 'The payment was declined', advice: 'Please ask an attendant.' };

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ASSET_OFFLINE: { ...MACHINE_NOT_READY, title: 'The machine cannot be reached' },
  MACHINE_NOT_PLAYABLE: MACHINE_NOT_READY,
  MACHINE_REFUSED: MACHINE_NOT_READY,
  BUSY: { ...MACHINE_NOT_READY, title: 'The machine is busy with another payment' },
  AMOUNT_OUT_OF_RANGE: AMOUNT_NOT_ALLOWED,
  NOT_A_MULTIPLE: AMOUNT_NOT_ALLOWED,
  CURRENCY_MISMATCH: AMOUNT_NOT_ALLOWED,
  EXPIRED: { title: 'This took too long', advice: 'Scan the code on the machine to try again.' },
  CANCELLED,
  PLAYER_CANCELLED: CANCELLED,
  BANK_REFUSED: {
    title: 'Declined by your bank',
    advice: 'There is not enough money in this account. Try another account or a smaller amount.',
  },
};

export function refusalOf(payment: Payment): Refusal {
  if (payment.code !== 'LIMIT_REACHED') return REFUSALS[payment.code ?? ''] ?? REFUSED;
  const { remaining } = payment;
  if (remaining === null)
    return { title: 'Declined: limit reached', advice: 'You can add more another day.' };
  return {
    title: 'Declined: limit reached',
    advice: remaining.minor === 0 ? 'You have $0.00 left today.' : `You have ${money(remaining)} left today.`,
  };
}
