import { describe, expect, it } from 'vitest';
import { depositRowsOf, LOOK_BACK_DAYS, rowsOf } from './account-ledger.ts';
import type { LedgerRow } from './answers.ts';
import type { LedgerAsk } from './requests.ts';
import { europeRefunds } from './orders.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const row = (
  amount: string,
  accountname = 'SUSPENSE_ACCOUNT_CLIENT_FUNDS_SWEDEN_ESSE',
  orderid = '1',
): LedgerRow => ({
  datestamp: '2026-11-29 05:00:00.000000+01',
  orderid,
  accountname,
  transactiontype: 'x',
  currency: 'SEK',
  amount,
});
/** Our account, by the last day that is asked for. */
function account(days: Readonly<Record<string, readonly LedgerRow[]>>) {
  const asked: LedgerAsk[] = [];
  const refunded: string[] = [];
  return {
    asked,
    refunded,
    async accountLedger(ask: LedgerAsk) {
      asked.push(ask);
      return { kind: 'answered' as const, value: days[ask.to] ?? [] };
    },
    async refund({ orderId }: { readonly orderId: string }) {
      refunded.push(orderId);
      return { kind: 'answered' as const, value: { orderid: orderId, result: '1' as const } };
    },
  };
}
const signal = AbortSignal.timeout(5_000);
const ofOrder = ({ orderid }: LedgerRow) => orderid === '1';

describe('our account at Trustly', () => {
  it('is asked day by day, back to the beginning of the order and no further', async () => {
    const client = account({
      '2026-11-30': [row('-50.00')],
      '2026-11-27': [row('100.00'), row('1.00', 'x', '2')],
    });
    const hasBegun = (rows: readonly LedgerRow[]) => depositRowsOf(rows)?.hasArrived ?? false;
    const answer = await rowsOf(client, 'SEK', ofOrder, hasBegun, NOON, signal);
    expect(answer).toMatchObject({ kind: 'answered', value: [{ amount: '-50.00' }, { amount: '100.00' }] });
    expect(client.asked).toEqual([
      { from: '2026-11-28', to: '2026-11-30', currency: 'SEK' },
      { from: '2026-11-25', to: '2026-11-27', currency: 'SEK' },
    ]);
  });

  it('is asked for every day of the time that is looked back, once', async () => {
    const client = account({});
    await rowsOf(client, 'SEK', ofOrder, () => false, NOON, signal);
    const days = client.asked.flatMap(({ from, to }) => {
      const [first, last] = [Date.parse(from), Date.parse(to)];
      return Array.from({ length: (last - first) / 86_400_000 + 1 }, (_, at) => first + at * 86_400_000);
    });
    expect(days).toHaveLength(LOOK_BACK_DAYS);
    expect(new Set(days).size).toBe(LOOK_BACK_DAYS);
  });

  it('says what of a deposit went back, without the fees', () => {
    const rows = [
      row('100.00000000000000000000'),
      row('-1.00731', 'TRANSACTION_FEE_BANK_DEPOSIT'),
      row('-40.00', 'BANK_WITHDRAWAL_QUEUED'),
    ];
    expect(depositRowsOf(rows)).toEqual({ hasArrived: true, backMinor: 4_000n });
    expect(depositRowsOf([])).toEqual({ hasArrived: false, backMinor: 0n });
    expect(depositRowsOf([row('0.001')])).toBeNull();
  });
});

describe('a refund of which the first try may have arrived', () => {
  it.each([
    ['the deposit and nothing that went back', [row('100.00')], 'done', 1],
    ['the deposit and the refund', [row('100.00'), row('-100.00', 'BANK_WITHDRAWAL_QUEUED')], 'done', 0],
    ['the deposit and a part that went back', [row('100.00'), row('-40.00')], 'uncertain', 0],
    ['nothing', [], 'uncertain', 0],
    ['an amount that nobody can read', [row('100.001')], 'uncertain', 0],
    ['another order', [row('100.00', 'x', '2')], 'uncertain', 0],
    ['another currency', [{ ...row('100.00'), currency: 'EUR' }], 'uncertain', 0],
  ] as const)('is, where our account shows %s, sent or not', async (_what, rows, kind, times) => {
    const client = account({ '2026-11-30': rows });
    const refund = { key: 'r-1', paymentId: '1', amount: { minor: 10_000, currency: 'SEK' } };
    expect((await europeRefunds(client, () => NOON).resume(refund, signal)).kind).toBe(kind);
    expect(client.refunded).toHaveLength(times);
  });
});
