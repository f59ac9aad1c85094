/** The payment that a visit makes: authorized, or given up before any money could move. */
import type { Money } from '../../protocol/money.ts';
import type { Checkout } from '../checkouts.ts';
import type { CancelReason, Payment } from '../payment.ts';
import type { Wording } from './wording/wording.ts';

/**
 * @param givenUp null: the player and the bank agreed; else the bridge is only told why there will be no funding.
 * @param wording in which the player approved it; the receipt names the account as it was approved.
 */
export function newPayment(
  checkout: Checkout,
  fundingId: string,
  givenUp: CancelReason | null,
  nowMs: number,
  { texts }: Wording,
): Payment {
  const { codeId, asset, merchantId, gameName, playerId } = checkout.code;
  const { amount, account, ubai } = chosenSoFar(checkout, texts.account.kinds);
  return {
    fundingId,
    codeId,
    checkoutId: checkout.id,
    asset,
    merchantId,
    gameName,
    playerId,
    amount,
    ubai,
    account,
    state: givenUp === null ? 'AUTHORIZED' : 'VOIDED',
    attempts: 0,
    doubtful: false,
    captured: null,
    code: givenUp,
    remaining: null,
    noticeDue: givenUp,
    createdAt: nowMs,
    updatedAt: nowMs,
  };
}

function chosenSoFar(
  { at }: Checkout,
  kinds: Wording['texts']['account']['kinds'],
): { amount: Money; account: string; ubai: string } {
  switch (at.step) {
    case 'review':
      return {
        amount: at.amount,
        account: `${at.bank.name}, ${kinds[at.account.kind]} ••••${at.account.lastDigits}`,
        ubai: at.account.ubai,
      };
    case 'bank':
    case 'login':
    case 'question':
    case 'account':
      return { amount: at.amount, account: '', ubai: '' };
    case 'amount':
    case 'payment':
    case 'left':
      throw new Error(`no payment is made at step ${at.step}`);
  }
}
