import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { GROWING, isScan, readsOfEverything } from '../support/databases/reads-of-everything.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

const FUNDINGS = 1_000_000;
/** A gaming day of this history has 1,400 fundings, and two rows of the books for each. */
const MOST_ROWS = 5_000;

describe('with a million fundings in the ledger', () => {
  it('no statement scans a table that grows, nor reads more of it than what it is about', async () => {
    const reads = await readsOfEverything(site, FUNDINGS);
    expect(new Set(reads.map(({ table }) => table))).toEqual(GROWING);
    expect(reads.filter(({ rows }) => rows > MOST_ROWS)).toEqual([]);
    expect(reads.filter(isScan)).toEqual([]);
  });
});
