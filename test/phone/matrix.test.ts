/**
 * Every row of the two tables of Trustly's document for on-file transactions, on a phone: real browser, real bridge, the sandbox for
 * Trustly, a kiosk with a meter. Ends with what was seen, as a table.
 */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PhoneSite } from '../support/bridge/phone-site.ts';
import { documentTable } from '../support/document-table.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';
import { FAILURES, UNLISTED } from './failures.ts';
import { PASS_PHRASES } from './pass-phrases.ts';
import { failureRow, passPhraseRow, TELLINGS, type Phones } from './rows.ts';
import { tableOf, type SeenRow } from './table.ts';

const seen: SeenRow[] = [];
let site: PhoneSite;
let browser: Browser;
const phones = (): Phones => ({ site, browser, seen: (row) => seen.push(row) });

beforeAll(async () => {
  [site, browser] = await Promise.all([PhoneSite.open(), launchPhoneBrowser()]);
});
afterAll(async () => {
  await browser.close();
  const disagreements = await site.close();
  console.log(tableOf(seen));
  expect(disagreements).toEqual([]);
});

test('has a row for every pass phrase of the Demo Bank', () => {
  const known = documentTable('sandbox.md', 'Demo Bank')
    .slice(1)
    .map(([phrase = '']) => phrase.replaceAll('`', ''));
  expect([...new Set(PASS_PHRASES.map(({ phrase }) => phrase))].toSorted()).toEqual(
    [...new Set([...known, 'RandomAccounts', 'Sleep'])].toSorted(),
  );
});

describe.concurrent('the pass phrase', () => {
  test.each(PASS_PHRASES)('$phrase: $useCase', async (row) => {
    const { seen: end, expected } = await passPhraseRow(row, phones());
    expect(end).toEqual(expected);
  });
});

describe.each(TELLINGS)('told by %s', (telling) => {
  test.each(telling === 'error' ? FAILURES : [...FAILURES, ...UNLISTED])(
    '$status $providerStatus $errorCode, $description: $end, then $next',
    async (row) => {
      const { seen: end, expected } = await failureRow(row, telling, phones());
      expect(end).toEqual(expected);
    },
  );
});
