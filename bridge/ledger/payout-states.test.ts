import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentTable } from '../../test/support/document-table.ts';
import { OUTBOX_KINDS, REFUND_STATES } from './outbox-states.ts';
import { DEBT_STATE_NAMES, DEBT_STATES, debtMayBecome, PAYOUT_STATES } from './payout-states.ts';
import { isReachable, TRANSFER_STATUSES } from './transfer-states.ts';

const told = (yes: boolean): string => (yes ? 'yes' : 'no');

describe('the states of a payout', () => {
  it('are those of its transfer until it is DEBITED, and from then on those of what is owed', () => {
    const before = TRANSFER_STATUSES.filter(
      (status) => isReachable(status, 'from-machine') && status !== 'DEBITED',
    );
    expect(Object.keys(PAYOUT_STATES)).toEqual([...before, ...DEBT_STATE_NAMES]);
  });

  it('are final exactly where nothing can follow, and a payment that a bank made is not', () => {
    for (const { final, next } of Object.values(DEBT_STATES)) expect(next.length === 0).toBe(final);
    expect(DEBT_STATES.PAID.final).toBe(false);
  });

  it('wait for a person exactly where a person may end them, and hold the money of the property', () => {
    for (const state of DEBT_STATE_NAMES) {
      expect(debtMayBecome(state, 'SETTLED_BY_HAND'), state).toBe(DEBT_STATES[state].waitsForPerson);
      if (DEBT_STATES[state].waitsForPerson) expect(DEBT_STATES[state].moneyIs).toBe('with the property');
    }
  });

  it('lead from each to the end', () => {
    const reached = (from: string, seen: ReadonlySet<string>): ReadonlySet<string> =>
      DEBT_STATE_NAMES.filter((to) =>
        DEBT_STATE_NAMES.some((at) => at === from && debtMayBecome(at, to)),
      ).reduce((all, to) => (all.has(to) ? all : reached(to, new Set([...all, to]))), seen);
    for (const state of DEBT_STATE_NAMES)
      expect(reached(state, new Set([state])).has('SETTLED_BY_HAND'), state).toBe(true);
  });

  it('begin, for every kind of row of the outbox, as DUE, and have the state of what is done', () => {
    for (const { states, done } of Object.values(OUTBOX_KINDS)) {
      expect(Object.keys(states)[0]).toBe('DUE');
      expect(Object.keys(states)).toContain(done);
    }
  });

  it('are told in docs/architecture.md, and those of a refund', () => {
    expect(documentTable('architecture.md', 'A payout')).toEqual(
      Object.entries(DEBT_STATES).map(([state, { means, moneyIs, waitsForPerson, final, next }]) => [
        state,
        means,
        moneyIs,
        told(waitsForPerson),
        told(final),
        next.join(', ') || '-',
      ]),
    );
    expect(documentTable('architecture.md', 'A refund')).toEqual(
      Object.entries(REFUND_STATES).map(([state, { means, next }]) => [state, means, next.join(', ') || '-']),
    );
  });

  it('are listed by no statement itself', () => {
    const list = new RegExp(`state IN \\(\\s*'(${DEBT_STATE_NAMES.join('|')})'`);
    const files = globSync('bridge/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
    expect(files).toContain('bridge/ledger/payouts.ts');
    expect(files.filter((file) => list.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
