/** Answers of many rows, written some at a time: in between, the same thread answers fundings. */
import { setImmediate as others } from 'node:timers/promises';

/** Rows that are written at once, in about a millisecond. */
export const ROWS_AT_ONCE = 200;

export async function* inTurns<Row>(
  rows: readonly Row[],
  write: (rows: readonly Row[]) => string,
): AsyncGenerator<string, void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    yield write(rows.slice(from, from + ROWS_AT_ONCE));
    await others();
  }
}

/** `rows` as a JSON array. */
export async function* jsonList<Row>(
  rows: readonly Row[],
  shown: (row: Row) => unknown,
): AsyncGenerator<string, void> {
  let before = '[';
  yield* inTurns(rows, (some) => {
    const text = before + some.map((row) => JSON.stringify(shown(row))).join(',');
    before = ',';
    return text;
  });
  yield rows.length === 0 ? '[]' : ']';
}

/** An object of these properties and a long list. */
export async function* jsonWithList<Row>(
  properties: Readonly<Record<string, unknown>>,
  name: string,
  rows: readonly Row[],
  shown: (row: Row) => unknown,
): AsyncGenerator<string, void> {
  yield `${JSON.stringify(properties).slice(0, -1)},${JSON.stringify(name)}:`;
  yield* jsonList(rows, shown);
  yield '}';
}
