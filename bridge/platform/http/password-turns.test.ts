import { describe, expect, it } from 'vitest';
import { PasswordTurns } from './password-turns.ts';

/** Looks that last until they are let go. */
function looks() {
  const begun: string[] = [];
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const turns = new PasswordTurns();
  const take = async (address: string, isGone = () => false) =>
    turns.take({ address, isGone }, async () => {
      begun.push(address);
      await held;
      return true;
    });
  return { begun, letGo: () => letGo(), take };
}

describe('the turns of passwords', () => {
  it('are for twelve at a time, and for four of one address, so that there is a place for another', async () => {
    const { begun, letGo, take } = looks();
    const ofOne = Array.from({ length: 6 }, async (_, n) => take(`2001:db8:0:1::${n + 1}`));
    const others = Array.from({ length: 9 }, async (_, n) => take(`192.0.2.${n}`));
    letGo();
    expect(await Promise.all(ofOne)).toEqual([true, true, true, true, null, null]);
    expect(await Promise.all(others)).toEqual([...Array<true>(8).fill(true), null]);
    expect(begun).toHaveLength(12);
    expect(await take('192.0.2.9')).toBe(true);
  });

  it('are not for callers that have hung up, who hold no place either', async () => {
    const { begun, letGo, take } = looks();
    const first = take('192.0.2.1');
    let isGone = false;
    const gone = Array.from({ length: 3 }, async () => take('192.0.2.1', () => isGone));
    isGone = true;
    const right = take('192.0.2.1');
    letGo();
    expect(await Promise.all([first, ...gone, right])).toEqual([true, null, null, null, true]);
    expect(begun).toHaveLength(2);
  });

  it('go on after one that failed', async () => {
    const turns = new PasswordTurns();
    const caller = { address: '192.0.2.1', isGone: () => false };
    await expect(turns.take(caller, () => Promise.reject(new Error('no memory')))).rejects.toThrow();
    expect(await turns.take(caller, () => Promise.resolve(false))).toBe(false);
  });
});
