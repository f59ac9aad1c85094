import { describe, expect, it } from 'vitest';
import { preferredCodes } from './preferred-codes.ts';
import type { CodeSource } from './rail.ts';

/** A source that counts what it was asked. */
function source(name: string, { isPaused = false } = {}) {
  const made = {
    asked: 0,
    isPaused,
    waiting: 1,
    async issueCode() {
      made.asked++;
      if (made.isPaused)
        return { kind: 'failed', reason: 'CODE_SOURCE_UNREACHABLE', retryAfterMs: 1_000 } as const;
      return { kind: 'issued', url: `https://${name}.example/c`, expiresAtMonotonic: 1e9 } as const;
    },
  };
  return made satisfies CodeSource;
}
const ask = { asset: 'EGM-1' };

describe('the codes of a property with two rails', () => {
  it('are those of the rail that is preferred, and the other one is not asked', async () => {
    const [first, second] = [source('first'), source('second')];
    expect(await preferredCodes([first, second]).issueCode(ask, 1)).toMatchObject({
      url: 'https://first.example/c',
    });
    expect(second.asked).toBe(0);
  });

  it('are those of the other one while its circuit is open, and its own again when it works', async () => {
    const [first, second] = [source('first', { isPaused: true }), source('second')];
    const codes = preferredCodes([first, second]);
    expect(await codes.issueCode(ask, 1)).toMatchObject({ url: 'https://second.example/c' });
    // It was tried, so that it may find out that it works.
    expect(first.asked).toBe(1);
    first.isPaused = false;
    expect(await codes.issueCode(ask, 1)).toMatchObject({ url: 'https://first.example/c' });
  });

  it('are those of the other one for a machine for which the preferred one has none that can be shown', async () => {
    const [first, second] = [source('first'), source('second')];
    const none = { kind: 'failed', reason: 'CODE_SOURCE_ANSWER_INVALID', retryAfterMs: 1_000 } as const;
    const long = { ...first, issueCode: async () => none };
    expect(await preferredCodes([long, second]).issueCode(ask, 1)).toMatchObject({
      url: 'https://second.example/c',
    });
    expect(await preferredCodes([second, long]).issueCode(ask, 1)).toMatchObject({
      url: 'https://second.example/c',
    });
    expect(await preferredCodes([long, long]).issueCode(ask, 1)).toEqual(none);
    expect(await preferredCodes([long, source('second', { isPaused: true })]).issueCode(ask, 1)).toEqual(
      none,
    );
  });

  it('say why there is none while both circuits are open, and both are tried', async () => {
    const [first, second] = [source('first', { isPaused: true }), source('second', { isPaused: true })];
    const codes = preferredCodes([first, second]);
    expect(await codes.issueCode(ask, 1)).toMatchObject({ kind: 'failed' });
    expect([first.asked, second.asked]).toEqual([1, 1]);
    expect(codes).toMatchObject({ isPaused: true, waiting: 2 });
    second.isPaused = false;
    expect(codes.isPaused).toBe(false);
  });
});
