import { describe, expect, it } from 'vitest';
import type { CodeFailure } from '../../protocol/egm-link.ts';
import { preferredCodes } from './preferred-codes.ts';
import type { CodeSource } from './rail.ts';

/** A source that counts what it was asked. @param fails why it has no code. */
function rail(name: string, { isPaused = false, fails = null as CodeFailure | null } = {}) {
  const codes = {
    asked: 0,
    isPaused,
    waiting: 1,
    async issueCode() {
      codes.asked++;
      const reason = codes.isPaused ? 'CODE_SOURCE_UNREACHABLE' : fails;
      if (reason !== null) return { kind: 'failed', reason, retryAfterMs: 1_000 } as const;
      return { kind: 'issued', url: `https://${name}.example/c`, expiresAtMonotonic: 1e9 } as const;
    },
  };
  return { name, codes: codes satisfies CodeSource };
}
const ask = { asset: 'EGM-1' };
const never = () => expect.unreachable();

describe('the codes of a property with two rails', () => {
  it('are those of the rail that is preferred, and the other one is not asked', async () => {
    const [first, second] = [rail('first'), rail('second')];
    expect(await preferredCodes([first, second], never).issueCode(ask, 1)).toMatchObject({
      url: 'https://first.example/c',
    });
    expect(second.codes.asked).toBe(0);
  });

  it('are those of the other one while its circuit is open, and its own again when it works', async () => {
    const [first, second] = [rail('first', { isPaused: true }), rail('second')];
    const codes = preferredCodes([first, second], never);
    expect(await codes.issueCode(ask, 1)).toMatchObject({ url: 'https://second.example/c' });
    // It was tried, so that it may find out that it works.
    expect(first.codes.asked).toBe(1);
    first.codes.isPaused = false;
    expect(await codes.issueCode(ask, 1)).toMatchObject({ url: 'https://first.example/c' });
  });

  it.each([
    'CODE_SOURCE_ANSWER_INVALID',
    'CODE_SOURCE_REFUSED_CREDENTIALS',
    'CODE_SOURCE_REFUSED_MERCHANT',
    'CODE_SOURCE_REFUSED_REQUEST',
    'CODE_SOURCE_NOT_FOUND',
    'CODE_SOURCE_FAILED',
  ] as const)(
    'are those of the other one where the preferred one answers %s, and it is counted',
    async (fails) => {
      const [first, second] = [rail('first', { fails }), rail('second')];
      const passedOver: string[] = [];
      const codes = preferredCodes([first, second], (...told) => passedOver.push(told.join(' ')));
      expect(await codes.issueCode(ask, 1)).toMatchObject({ url: 'https://second.example/c' });
      expect(passedOver).toEqual([`first ${fails}`]);
    },
  );

  it.each(['BUSY', 'MACHINE_DISABLED'] as const)(
    'are nobody’s where the preferred one answers %s: it has one soon, or no rail has',
    async (fails) => {
      const [first, second] = [rail('first', { fails }), rail('second')];
      expect(await preferredCodes([first, second], never).issueCode(ask, 1)).toMatchObject({ reason: fails });
      expect(second.codes.asked).toBe(0);
    },
  );

  it('are not asked of a rail whose circuit is open, and it is the preferred one that says why there is none', async () => {
    const fails = 'CODE_SOURCE_REFUSED_MERCHANT';
    const [first, paused, last] = [
      rail('first', { fails }),
      rail('paused', { isPaused: true }),
      rail('last', { fails: 'CODE_SOURCE_NOT_FOUND' }),
    ];
    const codes = preferredCodes([first, paused, last], () => undefined);
    expect(await codes.issueCode(ask, 1)).toMatchObject({ kind: 'failed', reason: fails });
    expect([first, paused, last].map((asked) => asked.codes.asked)).toEqual([1, 0, 1]);
  });

  it('say why there is none while both circuits are open, and both are tried', async () => {
    const [first, second] = [rail('first', { isPaused: true }), rail('second', { isPaused: true })];
    const codes = preferredCodes([first, second], never);
    expect(await codes.issueCode(ask, 1)).toMatchObject({ kind: 'failed' });
    expect([first.codes.asked, second.codes.asked]).toEqual([1, 1]);
    expect(codes).toMatchObject({ isPaused: true, waiting: 2 });
    second.codes.isPaused = false;
    expect(codes.isPaused).toBe(false);
  });
});
