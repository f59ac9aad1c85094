/** What was seen, as a table for a terminal. */
import type { Ending } from './ends.ts';

export interface SeenRow {
  readonly row: string;
  /** What the bank showed after the login. */
  readonly bank: string;
  readonly seen: Ending;
  /** When the player had gone on; null: nothing was left to do. */
  readonly afterwards: Ending | null;
}

const HEAD = [
  'row',
  'at the bank',
  'phone',
  'account',
  'payment',
  'glass is told',
  'books',
  'meter',
  'afterwards',
];
/** The words of the law are shown in full elsewhere. */
const LONGEST = 60;

export function tableOf(rows: readonly SeenRow[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)].map((cells) => cells.map(short));
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const text = lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' | ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-');
  return [text[0], rule, ...text.slice(1)].join('\n');
}

function cellsOf({ row, bank, seen, afterwards }: SeenRow): string[] {
  return [
    row,
    bank,
    [seen.phone, ...seen.says.slice(0, 1)].join(': '),
    seen.accounts,
    list(seen.payment),
    list(seen.glass),
    list(seen.books),
    money(seen.meter),
    afterwards === null
      ? ''
      : `${afterwards.phone}: ${list(afterwards.books)}, meter ${money(afterwards.meter)}, account ${afterwards.accounts}`,
  ];
}

const list = (all: readonly string[]): string => (all.length === 0 ? '–' : all.join(', '));
const money = (minor: number): string => `$${(minor / 100).toFixed(2)}`;

/** The last cell is not cut: nothing follows it. */
function short(cell: string, column: number): string {
  return cell.length > LONGEST && column < HEAD.length - 1 ? `${cell.slice(0, LONGEST - 1)}…` : cell;
}
