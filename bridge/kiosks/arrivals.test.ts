import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Arrivals } from './arrivals.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** Work that ends when it is told to, in the order in which it began. */
function fixture() {
  const arrivals = new Arrivals(20);
  const begun: { name: string; end: () => void }[] = [];
  const work = (name: string) => async () =>
    new Promise<string>((resolve) => begun.push({ name, end: () => resolve(name) }));
  const names = () => begun.map(({ name }) => name);
  const settle = async () => vi.advanceTimersByTimeAsync(0);
  return { arrivals, begun, work, names, settle };
}

describe('kiosks that all link at once', () => {
  it('are let in twelve at a time, and who is in is linked before the next one at the door', async () => {
    const { arrivals, begun, work, names, settle } = fixture();
    for (let n = 1; n <= 14; n++) void arrivals.admit(work(`check ${n}`));
    await settle();
    expect(begun).toHaveLength(12);
    void arrivals.step(work('welcome 1'));
    begun[0]?.end();
    await settle();
    expect(names().slice(12)).toEqual(['welcome 1']);
    begun[12]?.end();
    begun[1]?.end();
    await settle();
    expect(names().slice(13)).toEqual(['check 13', 'check 14']);
  });

  it('are told to come again before they leave by themselves, and nothing is asked about them then', async () => {
    const { arrivals, begun, work, names, settle } = fixture();
    for (let n = 1; n <= 12; n++) void arrivals.admit(work(`check ${n}`));
    const late = arrivals.admit(work('late'));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await late).toBeNull();
    const next = arrivals.admit(work('next'));
    begun[0]?.end();
    await settle();
    begun[12]?.end();
    expect(await next).toBe('next');
    expect(names()).not.toContain('late');
  });

  it('give their place back when the ledger cannot be asked', async () => {
    const { arrivals } = fixture();
    const away = async () => Promise.reject(new Error('the ledger is away'));
    for (let n = 0; n < 20; n++) await expect(arrivals.step(away)).rejects.toThrow('away');
    expect(await arrivals.admit(async () => 'let in')).toBe('let in');
  });
});
