import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoticeSeal } from '../secrets/notice-seal.ts';
import { SecretKey } from '../secrets/secret-key.ts';
import type { Database } from './database.ts';
import { channelOf } from './notice.ts';
import { Notices } from './notices.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const KEY = new SecretKey(Buffer.alloc(32, 1));
const NOTICE = { kind: 'machine', asset: 'EGM-1' } as const;

/** Notices on a database that is away until it is told otherwise; the kinds that reached it, statement by statement. */
function fixture() {
  const database = { away: true };
  const statements: string[][] = [];
  const channels: string[] = [];
  const other = new NoticeSeal(KEY, 'bridge-2');
  const kindOf = (payload: string, channel: string) => {
    const opened = other.open(payload, channel, 0);
    return opened.kind === 'notice' ? opened.notice.kind : opened.kind;
  };
  const query = async (_sql: string, [to, payloads]: [string[], string[]]) => {
    if (database.away) throw new Error('the database is away');
    channels.push(...to);
    statements.push(payloads.map((payload, n) => kindOf(payload, to[n] ?? '')));
  };
  const notices = new Notices(
    { query } as unknown as Database,
    'bridge-1',
    new NoticeSeal(KEY, 'bridge-1'),
    pino({ level: 'silent' }),
  );
  return { database, statements, channels, notices };
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

describe('a notice that concerns one process', () => {
  it('goes to the channel of that process, and nobody here is told', async () => {
    const { database, channels, notices } = fixture();
    database.away = false;
    const here = vi.fn();
    notices.on('ordered', here);
    notices.publish({ kind: 'ordered', asset: 'EGM-1' }, 'bridge-2');
    await notices.published();
    expect(channels).toEqual([channelOf('bridge-2')]);
    expect(here).not.toHaveBeenCalled();
  });

  it('goes nowhere when that process is this one', async () => {
    const { channels, notices } = fixture();
    const here = vi.fn();
    notices.on('ordered', here);
    notices.publish({ kind: 'ordered', asset: 'EGM-1' }, 'bridge-1');
    await notices.published();
    expect(here).toHaveBeenCalledTimes(1);
    expect(channels).toEqual([]);
  });
});

it('knows that it is not certain to have heard everything while it does not listen', async () => {
  const { notices } = fixture();
  expect(notices.listening).toBe(false);
  expect(await notices.caughtUp()).toBe(false);
});
