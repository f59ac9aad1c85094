/**
 * The test cases of the checkout's "Set order options". What D1 does is documented (seed 003), that D2 is gone, and that the
 * D are of deposits, W of withdrawals, G of everything; what the others do was chosen here.
 */
export const TEST_CASES = ['D1', 'D3', 'D4', 'D5', 'W1', 'G1', 'G2', 'G3'] as const;
export type TestCase = (typeof TEST_CASES)[number];

export const TEST_CASE_NAMES: Readonly<Record<TestCase, string>> = {
  D1: 'credit, then debit: the money never arrives',
  D3: 'the credit comes an hour later',
  D4: 'pending, then cancel: no money comes',
  D5: 'pending, then cancel, and the money comes all the same: it is refunded',
  W1: 'the payout is confirmed, and comes back',
  G1: 'every notification comes three times',
  G2: 'notifications come in the opposite order',
  G3: 'the bank refuses: cancel, and the player comes to FailURL',
};

/** Those that the checkout offers for an order by this method. */
export function testCasesFor(kind: string): TestCase[] {
  const letters = kind === 'Deposit' ? 'DG' : kind === 'Withdraw' ? 'WG' : 'G';
  return TEST_CASES.filter((name) => letters.includes(name[0] ?? ''));
}
