import { describe, expect, it } from 'vitest';
import { ERRORS, meaningOf, type ErrorName } from './errors.ts';

const rows = Object.entries(ERRORS) as [ErrorName, (typeof ERRORS)[ErrorName]][];
/** The table of Deposit in Trustly's documentation. */
const DOCUMENTED = [
  602, 607, 615, 616, 620, 622, 623, 636, 637, 638, 639, 642, 645, 688, 696, 697, 698, 700, 701, 702, 703,
  704, 705, 706, 712, 717, 718, 732, 734, 737,
];

describe('an error of Trustly', () => {
  it('is in the table when it is documented, once', () => {
    expect(rows.flatMap(([, { code }]) => (code === null ? [] : [code]))).toEqual(DOCUMENTED);
  });

  it.each(rows)('%s is told by its name, with and without its number', (name, row) => {
    expect(meaningOf(row.code, name, true).outcome).toBe(row.outcome);
    expect(meaningOf(null, name, true).outcome).toBe(row.outcome);
    if (row.code !== null) expect(meaningOf(row.code, null, true).outcome).toBe(row.outcome);
  });

  it.each(rows)('%s that does not name our call proves nothing', (name, row) => {
    expect(meaningOf(row.code, name, false).outcome).toBe('uncertain');
  });

  it.each([
    [616, 'ERROR_SOMETHING_NEW'],
    [616, 'ERROR_DUPLICATE_MESSAGE_ID'],
    [999, null],
    [null, null],
    [null, 'ERROR_SOMETHING_NEW'],
    [null, 'constructor'],
  ])('%s %s, which is not listed or does not agree, proves nothing', (code, name) => {
    expect(meaningOf(code, name, true).outcome).toBe('uncertain');
  });

  it('of a name whose number is not public may have any that is not of another', () => {
    expect(meaningOf(660, 'ERROR_ACCOUNT_NOT_FOUND', true).outcome).toBe('refused');
    expect(meaningOf(616, 'ERROR_ACCOUNT_NOT_FOUND', true).outcome).toBe('uncertain');
  });

  it('is only landed when a MessageID was used before', () => {
    expect(rows.filter(([, { outcome }]) => outcome === 'landed').map(([name]) => name)).toEqual([
      'ERROR_DUPLICATE_MESSAGE_ID',
    ]);
  });
});
