import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { GROWING, isScan, readsOfEverything } from '../support/databases/reads-of-everything.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

/** Of a property with two years of history; `npm run test:growth` has a million. */
const FUNDINGS = 20_000;
/** More rows than one gaming day of the history has, and far fewer than the whole history. */
const MOST_ROWS = 1_000;

describe('with years of fundings in the ledger', () => {
  it('no statement scans a table that grows, nor reads more of it than what it is about', async () => {
    const reads = await readsOfEverything(site, FUNDINGS);
    expect(new Set(reads.map(({ table }) => table))).toEqual(GROWING);
    expect(reads.filter(({ rows }) => rows > MOST_ROWS)).toEqual([]);
    expect(reads.filter(isScan)).toEqual([]);
  });
});
