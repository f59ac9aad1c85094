import { describe, expect, it, vi } from 'vitest';
import { channelOf, EVERYBODY, MAX_PAYLOAD_BYTES, type Notice } from '../postgres/notice.ts';
import { NoticeSeal } from './notice-seal.ts';
import { SecretKey } from './secret-key.ts';

const KEY = new SecretKey(Buffer.alloc(32, 1));
const NOTICE: Notice = { kind: 'player', asset: 'EGM-1', playerId: 'P-1' };

const sealed = (from: string, key = KEY) => new NoticeSeal(key, from).seal(NOTICE, EVERYBODY);
const bridge = () => new NoticeSeal(KEY, 'bridge-1');

describe('a sealed notice', () => {
  it('is opened by every other bridge with the same key', () => {
    const payload = sealed('bridge-2');
    for (let opener = 0; opener < 2; opener++)
      expect(bridge().open(payload, EVERYBODY, 0)).toEqual({ kind: 'notice', notice: NOTICE });
  });

  it('is good on its channel and on no other', () => {
    const payload = new NoticeSeal(KEY, 'bridge-2').seal(NOTICE, channelOf('bridge-3'));
    const opener = bridge();
    for (const channel of [EVERYBODY, channelOf('bridge-1')])
      expect(opener.open(payload, channel, 0)).toEqual({ kind: 'ignored', why: 'not-ours' });
    expect(opener.open(payload, channelOf('bridge-3'), 0).kind).toBe('notice');
  });

  it('is known to who sealed it', () => {
    const own = bridge();
    expect(own.open(own.seal(NOTICE, EVERYBODY), EVERYBODY, 0)).toEqual({ kind: 'own' });
  });

  it.each([
    ['by another key', sealed('bridge-2', new SecretKey(Buffer.alloc(32, 2)))],
    ['under the name of another bridge', sealed('bridge-2').replace('bridge-2', 'bridge-3')],
    ['and tampered with', sealed('bridge-2').replace(/ (.)/, (_, first) => (first === 'A' ? ' B' : ' A'))],
    ['and cut short', 'bridge-2 AAAA'],
    ['in no way', JSON.stringify({ from: 'bridge-2', notice: NOTICE })],
    ['and empty', ''],
  ])('%s is not ours', (_how, payload) => {
    expect(bridge().open(payload, EVERYBODY, 0)).toEqual({ kind: 'ignored', why: 'not-ours' });
  });

  it('is heard once, also when others of its sender overtook it', () => {
    const [sender, hearer] = [new NoticeSeal(KEY, 'bridge-2'), bridge()];
    const seal = () => sender.seal(NOTICE, EVERYBODY);
    const [first, second, third] = [seal(), seal(), seal()];
    const kinds = [third, first, third, first, second, second].map(
      (payload) => hearer.open(payload, EVERYBODY, 0).kind,
    );
    expect(kinds).toEqual(['notice', 'notice', 'ignored', 'ignored', 'notice', 'ignored']);
    expect(hearer.open(first, EVERYBODY, 0)).toEqual({ kind: 'ignored', why: 'heard-before' });
  });

  it('is not believed by who began to listen after it was sealed', () => {
    const opened = bridge().open(sealed('bridge-2'), EVERYBODY, Date.now() + 1_000);
    expect(opened).toEqual({ kind: 'ignored', why: 'out-of-time', notice: NOTICE });
  });

  it('is not believed when it was sealed by a clock that is far ahead', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const payload = sealed('bridge-2');
    vi.setSystemTime(Date.now() - 6_000);
    expect(bridge().open(payload, EVERYBODY, 0)).toMatchObject({ kind: 'ignored', why: 'out-of-time' });
    vi.useRealTimers();
  });

  it('of a kind that this version does not know is ignored', () => {
    const unknown = { kind: 'weather', asset: 'EGM-1' } as unknown as Notice;
    const payload = new NoticeSeal(KEY, 'bridge-2').seal(unknown, EVERYBODY);
    expect(bridge().open(payload, EVERYBODY, 0)).toEqual({ kind: 'ignored', why: 'not-understood' });
  });

  it('is one that NOTIFY takes, however long its texts are', () => {
    const amount = { minor: Number.MAX_SAFE_INTEGER, currency: 'USD' };
    const message = { type: 'funding.declined', reason: 'LIMIT_REACHED', amount, remaining: amount } as const;
    const payload = bridge().seal(
      { kind: 'declined', asset: 'A'.repeat(40), fundingId: 'f'.repeat(128), message },
      EVERYBODY,
    );
    expect(payload.length).toBeLessThan(MAX_PAYLOAD_BYTES / 4);
  });
});
