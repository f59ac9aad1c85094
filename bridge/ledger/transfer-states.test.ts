import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentTable } from '../../test/support/document-table.ts';
import { FUNDING_DECISIONS } from './funding-states.ts';
import { IN_FLIGHT_STATUSES, IN_WINDOW_STATUSES, OPEN_STATUSES } from './transfer-predicates.ts';
import {
  isReachable,
  mayBecome,
  TRANSFER_DIRECTIONS,
  TRANSFER_STATES,
  TRANSFER_STATUSES,
} from './transfer-states.ts';

const directions = ['to-machine', 'from-machine'] as const;
const told = (yes: boolean): string => (yes ? 'yes' : 'no');

describe('the states of a transfer', () => {
  it('are all listed, in their order', () => {
    expect(TRANSFER_STATUSES).toEqual(Object.keys(TRANSFER_STATES));
  });

  it('are final exactly where nothing can follow, and only then the TPAS is told an end', () => {
    for (const { final, next, told: status } of Object.values(TRANSFER_STATES)) {
      expect(next.length === 0).toBe(final);
      expect(status !== 'UNCONFIRMED').toBe(final);
    }
  });

  it('end, for each direction, in the one that it names or as FAILED', () => {
    expect(Object.keys(TRANSFER_DIRECTIONS)).toEqual(directions);
    for (const direction of directions)
      expect(
        TRANSFER_STATUSES.filter((status) => TRANSFER_STATES[status].final && isReachable(status, direction)),
      ).toEqual([TRANSFER_DIRECTIONS[direction].moved, 'FAILED']);
  });

  it('become at the end of the window what they may become', () => {
    const ends = TRANSFER_STATUSES.flatMap((from) => {
      const to = TRANSFER_STATES[from].atWindowEnd;
      return to === null ? [] : [[from, to, directions.every((direction) => mayBecome(from, to, direction))]];
    });
    expect(ends).toEqual([
      ['ORDERED', 'FAILED', true],
      ['SENT', 'UNCONFIRMED', true],
    ]);
  });

  it('are told in docs/architecture.md', () => {
    const rows = Object.entries(TRANSFER_STATES).map(([state, row]) => [
      state,
      row.means,
      row.direction,
      told(row.final),
      row.mayHaveLeft,
      row.begins ?? '-',
      row.atWindowEnd ?? '-',
      row.next.join(', ') || '-',
      row.reservation ?? '-',
      row.told ?? '-',
    ]);
    expect(documentTable('architecture.md', 'A transfer')).toEqual(rows);
  });

  it('are the lists that the statements ask for', () => {
    expect(OPEN_STATUSES).toBe("('ORDERED', 'SENT', 'UNCONFIRMED')");
    expect(IN_FLIGHT_STATUSES).toBe("('SENT', 'UNCONFIRMED')");
    expect(IN_WINDOW_STATUSES).toBe("('ORDERED', 'SENT')");
  });

  it('are listed by no statement itself', () => {
    const list = new RegExp(`IN \\(\\s*'(${TRANSFER_STATUSES.join('|')})'`);
    const files = globSync('bridge/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
    expect(files).toContain('bridge/ledger/transfers.ts');
    expect(files.filter((file) => list.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

it('docs/architecture.md tells the decisions on a funding', () => {
  const rows = Object.entries(FUNDING_DECISIONS).map(([decision, { means, hasTransfer }]) => [
    decision,
    means,
    told(hasTransfer),
  ]);
  expect(documentTable('architecture.md', 'A funding')).toEqual(rows);
});
