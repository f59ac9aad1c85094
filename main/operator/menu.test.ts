import { describe, expect, it } from 'vitest';
import { step, type MenuEffect, type MenuEvent, type MenuState } from './menu.ts';

/** Plays the events one after the other. */
function play(...events: MenuEvent[]): { state: MenuState; effects: MenuEffect[] } {
  let state: MenuState = { at: 'closed' };
  const effects: MenuEffect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const asked: MenuEvent = { type: 'asked', by: 'key', standing: 'ready' };
const digits = (code: string): MenuEvent[] => Array.from(code, (digit) => ({ type: 'digit', digit }));
const right: MenuEvent = { type: 'checked', operator: 'T-17', attemptsLeft: 3 };
const wrong = (attemptsLeft: number): MenuEvent => ({ type: 'checked', operator: null, attemptsLeft });
const entered: MenuEvent[] = [asked, ...digits('271828'), { type: 'enter' }, right];
const logged = (effects: MenuEffect[]) =>
  effects.flatMap((effect) => (effect.effect === 'log' ? [effect.event] : []));

describe('the operator menu', () => {
  it('opens to a right code only, and writes down who entered before anything else', () => {
    const { state, effects } = play(...entered);
    expect(state).toEqual({ at: 'open', operator: 'T-17', page: 'overview', asked: null });
    expect(effects).toContainEqual({ effect: 'check', code: '271828' });
    expect(logged(effects)).toEqual(['asked', 'entered']);
    expect(effects.at(-1)).toEqual({ effect: 'opened', page: 'overview' });
  });

  it('forgets the code as soon as it is checked, and takes no digit meanwhile', () => {
    const { state } = play(asked, ...digits('271828'), { type: 'enter' }, ...digits('9'));
    expect(state).toEqual({ at: 'code', entered: '', checking: true, wrong: false });
  });

  it('lets nobody leave between a code and the verdict on it', () => {
    const { effects } = play(asked, ...digits('1'), { type: 'enter' }, { type: 'leave' }, wrong(3));
    expect(logged(effects)).toEqual(['asked', 'wrongCode']);
  });

  it('can be corrected, and grows no longer than a code may be', () => {
    expect(play(asked, ...digits('12'), { type: 'erase' }).state).toMatchObject({ entered: '1' });
    expect(play(asked, ...digits('1'.repeat(20))).state).toMatchObject({ entered: '1'.repeat(12) });
    expect(play(asked, { type: 'enter' }).state).toMatchObject({ checking: false });
  });

  it('asks again after a wrong code, and locks after the third', () => {
    const twice = play(asked, ...digits('1'), { type: 'enter' }, wrong(2));
    expect(twice.state).toEqual({ at: 'code', entered: '', checking: false, wrong: true });
    const third = play(asked, ...digits('1'), { type: 'enter' }, wrong(1));
    expect(third.state).toEqual({ at: 'locked' });
    expect(logged(third.effects)).toEqual(['asked', 'wrongCode', 'locked']);
  });

  it.each(['off', 'locked'] as const)('turns away and says so while it is %s', (standing) => {
    const { state, effects } = play({ ...asked, standing }, ...digits('271828'), { type: 'enter' }, right);
    expect(state).toEqual({ at: standing });
    expect(logged(effects)).toEqual(['turnedAway']);
  });

  it('does nothing before it is entered', () => {
    const { state, effects } = play(
      asked,
      { type: 'page', page: 'meters' },
      { type: 'do', command: 'acceptBoard', offered: true },
      { type: 'confirm' },
    );
    expect(state.at).toBe('code');
    expect(logged(effects)).toEqual(['asked']);
    expect(play(right).state).toEqual({ at: 'closed' });
  });

  it('does only what the page offers', () => {
    const { effects } = play(...entered, { type: 'do', command: 'selfTest', offered: false });
    expect(effects.some(({ effect }) => effect === 'do')).toBe(false);
  });

  it('asks twice before what cannot be undone', () => {
    const command = 'beginJournal';
    const once = play(...entered, { type: 'do', command, offered: true });
    expect(once.state).toMatchObject({ asked: command });
    expect(once.effects.some(({ effect }) => effect === 'do')).toBe(false);
    expect(
      play(...entered, { type: 'do', command, offered: true }, { type: 'confirm' }).effects.at(-1),
    ).toEqual({
      effect: 'do',
      command,
      operator: 'T-17',
    });
    for (const retreat of [{ type: 'cancel' }, { type: 'page', page: 'board' }] as const) {
      const { effects } = play(...entered, { type: 'do', command, offered: true }, retreat, {
        type: 'confirm',
      });
      expect(effects.some(({ effect }) => effect === 'do')).toBe(false);
    }
  });

  it('writes down each acceptor test, once', () => {
    const page = { type: 'page', page: 'acceptor' } as const;
    expect(logged(play(...entered, page, page).effects)).toEqual(['asked', 'entered', 'acceptorTest']);
  });

  it('is left by hand or by itself, and says which', () => {
    const left = play(...entered, { type: 'leave' });
    const idle = play(...entered, { type: 'idle' });
    expect([left.state, idle.state]).toEqual([{ at: 'closed' }, { at: 'closed' }]);
    expect(left.effects.at(-1)).toMatchObject({ event: 'left', operator: 'T-17', detail: '' });
    expect(idle.effects.at(-1)).toMatchObject({ event: 'left', detail: 'nobody touched it any more' });
  });

  it('is no menu where nothing can be written down', () => {
    const problem = 'the disk is full';
    expect(play(...entered, { type: 'logFailed', problem }).state).toEqual({ at: 'unlogged', problem });
    expect(play({ type: 'logFailed', problem }, { type: 'leave' }).state).toEqual({ at: 'closed' });
  });
});
