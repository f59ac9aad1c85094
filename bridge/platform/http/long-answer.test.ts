import { describe, expect, it } from 'vitest';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { jsonList, jsonWithList, ROWS_AT_ONCE } from './long-answer.ts';

const numbers = (many: number) => Array.from({ length: many }, (_, number) => number);

describe('a long answer', () => {
  it('lets others have their turn after so many rows', async () => {
    let written = 0;
    const writtenAtTurns: number[] = [];
    const takeTurns = () => {
      writtenAtTurns.push(written);
      turn = setImmediate(takeTurns);
    };
    let turn = setImmediate(takeTurns);
    await text(Readable.from(jsonList(numbers(10_000), (number) => (++written, number))));
    clearImmediate(turn);
    const between = writtenAtTurns.map((at, index) => at - (writtenAtTurns[index - 1] ?? 0));
    expect(Math.max(...between)).toBeLessThanOrEqual(ROWS_AT_ONCE);
    expect(writtenAtTurns.at(-1)).toBe(10_000);
  });

  it.each([0, 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1])('is whole with %i rows', async (many) => {
    const rows = numbers(many);
    const answer = await text(
      Readable.from(jsonWithList({ day: 'x' }, 'rows', rows, (number) => ({ number }))),
    );
    expect(JSON.parse(answer)).toEqual({ day: 'x', rows: rows.map((number) => ({ number })) });
  });
});
