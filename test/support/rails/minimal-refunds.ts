/** The refunds of the minimal rail, in the two ways that rails have: by a key that may be sent again, and by asking first. */
import { request } from 'undici';
import type { Refund, RefundOutcome, Refunds } from '../../../bridge/rails/rail.ts';

/** A rail that takes the same key again, and pays it once. */
export function refundsByKey(url: string): Refunds {
  return {
    send: (refund, signal) => ask(url, refund, signal),
    resume: (refund, signal) => ask(url, refund, signal),
  };
}

/** A rail that would pay twice: it is asked what became of an earlier try, and only what did not arrive is sent. */
export function refundsByAsking(url: string): Refunds {
  return {
    send: (refund, signal) => ask(url, refund, signal),
    async resume(refund, signal) {
      const { statusCode, body } = await request(`${url}/${encodeURIComponent(refund.key)}`, { signal });
      await body.dump();
      if (statusCode === 200) return { kind: 'done' };
      if (statusCode === 404) return ask(url, refund, signal);
      return { kind: 'uncertain', reason: `asking was answered ${statusCode}` };
    },
  };
}

async function ask(
  url: string,
  { key, paymentId, amount }: Refund,
  signal: AbortSignal,
): Promise<RefundOutcome> {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, paymentId, amount }),
    signal,
  });
  await body.dump();
  if (statusCode === 200) return { kind: 'done' };
  if (statusCode === 422) return { kind: 'refused', reason: 'the account is closed' };
  return { kind: 'uncertain', reason: `answered ${statusCode}` };
}
