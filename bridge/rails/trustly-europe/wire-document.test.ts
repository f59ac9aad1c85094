/** docs/trustly-europe.md, held to the data that the code runs on. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentTable } from '../../../test/support/document-table.ts';
import { LOOK_BACK_DAYS } from './account-ledger.ts';
import { ERRORS } from './errors.ts';
import { NEWS, type EuropeOrder } from './notification-news.ts';
import { readRawJson } from './raw-json.ts';
import { serialize } from './signature.ts';

const DOCUMENT = 'trustly-europe.md';
const text = readFileSync(new URL('../../../docs/trustly-europe.md', import.meta.url), 'utf8');
type Method = keyof typeof NEWS;
type OrderKind = EuropeOrder['kind'] | 'none';

describe('the document of the wire', () => {
  it('has every error with what it proves, what follows and what the player reads', () => {
    const rows = Object.entries(ERRORS).map(([name, { code, means, outcome, follows, player }]) => [
      code === null ? '' : String(code),
      name,
      means,
      outcome,
      follows,
      player,
    ]);
    expect(documentTable(DOCUMENT, 'What an error proves')).toEqual(rows);
  });

  it('has every notification with what it means for each order', () => {
    const kinds: readonly OrderKind[] = ['deposit', 'payout', 'select-account', 'withdrawal', 'none'];
    const rows = Object.entries(NEWS).map(([method, row]) => [
      method,
      ...kinds.map((kind) => `${row[kind].event}, ${row[kind].answer}`),
    ]);
    expect(documentTable(DOCUMENT, 'Notifications', 1)).toEqual(rows);
  });

  it.each(documentTable(DOCUMENT, 'What money does'))(
    'says of a %s with %s what the ledger is told: %s',
    (...row) => {
      const [order = '', told = '', events = ''] = row;
      const said = told.split(', ').map((method) => NEWS[method as Method][order as OrderKind].event);
      expect(said.filter((event) => event !== 'noted').join(', ')).toBe(events);
    },
  );

  it('signs its example as it says', () => {
    const [, json = ''] = /^```json\n(.*?)^```/ms.exec(text) ?? [];
    const [, signed = ''] = /^```text\n(.*?)\n```/ms.exec(text) ?? [];
    const data = readRawJson(Buffer.from(json), 10_000);
    expect(`credit258a2184-2842-b485-25ca-293525152425${serialize(data)}`).toBe(signed);
  });

  it('says how far it is looked back', () => {
    expect(text).toContain(`looked back ${LOOK_BACK_DAYS} days`);
  });
});
