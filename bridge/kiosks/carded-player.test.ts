import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CardedPlayer } from './carded-player.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const IDLE_MS = 60_000;

/** What a player was changed to, in order. */
function carded() {
  const changes: (string | null)[] = [];
  const player = new CardedPlayer(IDLE_MS, () => changes.push(player.playerId));
  return { player, changes };
}

describe('the player carded in at a machine', () => {
  it('is a change when it is another one, and none when it is told again', () => {
    const { player, changes } = carded();
    for (const told of ['P-1', 'P-1', 'P-2', null, null]) player.tell(told);
    expect(changes).toEqual(['P-1', 'P-2', null]);
  });

  it('is forgotten when nobody has told of it or played for a while [no-personal-data]', () => {
    const { player, changes } = carded();
    player.tell('P-1');
    vi.advanceTimersByTime(IDLE_MS - 1);
    expect(player.playerId).toBe('P-1');
    vi.advanceTimersByTime(1);
    expect(changes).toEqual(['P-1', null]);
  });

  it.each(['told again', 'playing'])('stays while it is %s', (sign) => {
    const { player } = carded();
    player.tell('P-1');
    vi.advanceTimersByTime(IDLE_MS - 1);
    if (sign === 'playing') player.seen();
    else player.tell('P-1');
    vi.advanceTimersByTime(IDLE_MS - 1);
    expect(player.playerId).toBe('P-1');
  });

  it('is not brought back by a play after it was forgotten', () => {
    const { player, changes } = carded();
    player.tell('P-1');
    player.tell(null);
    player.seen();
    vi.advanceTimersByTime(2 * IDLE_MS);
    expect(changes).toEqual(['P-1', null]);
  });
});
