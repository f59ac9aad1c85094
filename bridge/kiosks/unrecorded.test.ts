import { describe, expect, it } from 'vitest';
import { MOST_WAITING } from './turns.ts';
import { Unrecorded } from './unrecorded.ts';

const state = ({ isPending, isLeftOut, isEmpty }: Unrecorded) => ({ isPending, isLeftOut, isEmpty });

const ALL_TOLD = { isPending: false, isLeftOut: false, isEmpty: true };

describe('a kiosk has told all that it knows', () => {
  it('when the ledger has each word of it, also one that there was no room for at first', () => {
    const unrecorded = new Unrecorded();
    expect(state(unrecorded)).toEqual(ALL_TOLD);
    unrecorded.came('A');
    expect(state(unrecorded)).toEqual({ ...ALL_TOLD, isPending: true, isEmpty: false });
    unrecorded.refused('A');
    expect(state(unrecorded)).toEqual({ ...ALL_TOLD, isEmpty: false });
    unrecorded.came('A'); // again
    unrecorded.recorded('A');
    expect(state(unrecorded)).toEqual(ALL_TOLD);
  });

  it('not while one of two is waited for', () => {
    const unrecorded = new Unrecorded();
    for (const what of ['A', 'B']) unrecorded.came(what);
    unrecorded.recorded('A');
    expect(state(unrecorded)).toEqual({ ...ALL_TOLD, isPending: true, isEmpty: false });
  });

  it('not on this link, when something is left out that it tells again only on the next', () => {
    const unrecorded = new Unrecorded();
    unrecorded.leaveOut();
    unrecorded.came('A');
    unrecorded.recorded('A');
    expect(state(unrecorded)).toEqual({ ...ALL_TOLD, isLeftOut: true, isEmpty: false });
  });

  it('not on this link, when there was no room for more words than are remembered', () => {
    const unrecorded = new Unrecorded();
    const words = Array.from({ length: MOST_WAITING + 1 }, (_, n) => `word ${n}`);
    for (const word of words.slice(1)) unrecorded.refused(word);
    expect(unrecorded.isLeftOut).toBe(false);
    unrecorded.refused(words[0] ?? '');
    for (const word of words) unrecorded.recorded(word);
    expect(state(unrecorded)).toEqual({ ...ALL_TOLD, isLeftOut: true, isEmpty: false });
  });
});
