import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoticeSeal } from '../secrets/notice-seal.ts';
import { SecretKey } from '../secrets/secret-key.ts';
import type { Database } from './database.ts';
import { Notices } from './notices.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const KEY = new SecretKey(Buffer.alloc(32, 1));
const NOTICE = { kind: 'machine', asset: 'EGM-1' } as const;

/** Notices on a database that is away until it is told otherwise; the kinds that reached it, statement by statement. */
function fixture() {
  const database = { away: true };
  const statements: string[][] = [];
  const other = new NoticeSeal(KEY, 'bridge-2');
  const kindOf = (payload: string) => {
    const opened = other.open(payload, 0);
    return opened.kind === 'notice' ? opened.notice.kind : opened.kind;
  };
  const query = async (_sql: string, [, payloads]: [string, string[]]) => {
    if (database.away) throw new Error('the database is away');
    statements.push(payloads.map(kindOf));
  };
  const notices = new Notices(
    { query } as unknown as Database,
    new NoticeSeal(KEY, 'bridge-1'),
    pino({ level: 'silent' }),
  );
  return { database, statements, notices };
}

describe('a notice that the database did not take', () => {
  it('is told here at once, and to the others when the database is back, with what came up meanwhile', async () => {
    const { database, statements, notices } = fixture();
    const here: string[] = [];
    notices.on('machine', ({ asset }) => here.push(asset));
    notices.publish(NOTICE);
    expect(here).toEqual(['EGM-1']);
    await vi.advanceTimersByTimeAsync(2_000);
    notices.publish({ kind: 'ordered', asset: 'EGM-2' });
    database.away = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(statements).toEqual([['machine', 'ordered']]);
  });

  it('is let go when everybody has looked by themselves', async () => {
    const { database, statements, notices } = fixture();
    notices.publish(NOTICE);
    await vi.advanceTimersByTimeAsync(20_000);
    database.away = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(statements).toEqual([]);
  });
});

it('knows that it is not certain to have heard everything while it does not listen', async () => {
  const { notices } = fixture();
  expect(notices.listening).toBe(false);
  expect(await notices.caughtUp()).toBe(false);
});
