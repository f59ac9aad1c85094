/**
 * What becomes of a change of a player's limit, depending on how the limit stands. The API document shows it, and a
 * test tries it.
 */

export interface LimitRow {
  readonly stands: string;
  readonly asked: string;
  readonly answer: string;
}

/** The amounts stand for any others that are below or above each other in the same way; the ceiling is 1000.00. */
export const LIMIT_TABLE: readonly LimitRow[] = [
  { stands: 'none', asked: '500.00', answer: '200: 500.00 at once' },
  { stands: 'any', asked: '1000.01', answer: '422 ABOVE_CEILING' },
  { stands: '500.00', asked: '400.00', answer: '200: 400.00 at once' },
  { stands: '500.00', asked: '500.00', answer: '200: nothing changes' },
  { stands: '500.00', asked: '800.00', answer: '200: 800.00 waits for the cooling-off period' },
  { stands: '500.00', asked: 'removal', answer: '200: none, the ceiling, waits for the cooling-off period' },
  {
    stands: '500.00, 800.00 waits',
    asked: '800.00',
    answer: '200: nothing changes, and 800.00 keeps its time',
  },
  {
    stands: '500.00, 800.00 waits',
    asked: '500.00',
    answer: '200: 500.00 at once, and nothing waits any more',
  },
  {
    stands: '500.00, 800.00 waits',
    asked: '400.00',
    answer: '200: 400.00 at once, and nothing waits any more',
  },
  { stands: '500.00, 800.00 waits', asked: '600.00', answer: '409 COOLING_OFF' },
  { stands: '500.00, 800.00 waits', asked: '900.00', answer: '409 COOLING_OFF' },
  { stands: '500.00, 800.00 waits', asked: 'removal', answer: '409 COOLING_OFF' },
  { stands: '500.00, a raise was taken back', asked: '600.00', answer: '409 COOLING_OFF' },
];

export function limitTable(): string {
  const rows = LIMIT_TABLE.map(({ stands, asked, answer }) => `| ${stands} | ${asked} | ${answer} |`);
  return ["| the player's limit | asked for | answer |", '| --- | --- | --- |', ...rows].join('\n');
}
