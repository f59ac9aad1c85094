/**
 * What the minimal rail is asked to pay, refunds and payouts, in the two ways that rails have: by a key that may be sent
 * again, and by asking first.
 */
import { request } from 'undici';
import type { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import type { Payouts, RailOutcome, Refund, Refunds, TriedPayout } from '../../../bridge/rails/rail.ts';
import { MINIMAL } from './minimal-rail.ts';

/** How a rail takes the same order again: it pays it once, or it would pay twice and has to be asked. */
export type Repeats = 'by-key' | 'by-asking';

/** What its service is told. `to`: the payment that is given back, or what opens the account. */
interface Order {
  readonly key: string;
  readonly to: string;
  readonly amount: { readonly minor: number; readonly currency: string };
}

export function minimalRefunds(url: string, repeats: Repeats): Refunds {
  const orderOf = ({ key, paymentId, amount }: Refund): Order => ({ key, to: paymentId, amount });
  return {
    send: async (refund, signal) => post(url, orderOf(refund), signal),
    resume: async (refund, signal) => again(repeats, url, orderOf(refund), signal),
  };
}

export function minimalPayouts(
  url: string,
  repeats: Repeats,
  accountTokens: Pick<AccountTokens, 'open'>,
): Payouts {
  const orderOf = ({ key, amount, account }: TriedPayout, sealedToken: string): Order => ({
    key,
    to: accountTokens.open(MINIMAL, account, sealedToken),
    amount,
  });
  return {
    send: async (payout, signal) => post(url, orderOf(payout, payout.sealedToken), signal),
    async resume(payout, signal) {
      if (payout.sealedToken !== null)
        return again(repeats, url, orderOf(payout, payout.sealedToken), signal);
      return (await asked(url, payout.key, signal)) ?? { kind: 'refused', reason: 'never arrived' };
    },
  };
}

/** A service may refuse what it has paid, as where the account was closed since: it is asked before a refusal is believed. */
async function again(repeats: Repeats, url: string, order: Order, signal: AbortSignal): Promise<RailOutcome> {
  if (repeats === 'by-asking') return (await asked(url, order.key, signal)) ?? post(url, order, signal);
  const outcome = await post(url, order, signal);
  return outcome.kind === 'refused' ? ((await asked(url, order.key, signal)) ?? outcome) : outcome;
}

/** @returns null: the order has certainly not arrived. */
async function asked(url: string, key: string, signal: AbortSignal): Promise<RailOutcome | null> {
  const { statusCode, body } = await request(`${url}/${encodeURIComponent(key)}`, { signal });
  await body.dump();
  if (statusCode === 200) return { kind: 'done' };
  return statusCode === 404 ? null : { kind: 'uncertain', reason: `asking was answered ${statusCode}` };
}

async function post(url: string, order: Order, signal: AbortSignal): Promise<RailOutcome> {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
    signal,
  });
  await body.dump();
  if (statusCode === 200) return { kind: 'done' };
  if (statusCode === 422) return { kind: 'refused', reason: 'the account is closed' };
  return { kind: 'uncertain', reason: `answered ${statusCode}` };
}
