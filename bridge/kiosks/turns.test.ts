import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { MOST_WAITING, Turns } from './turns.ts';

function begun() {
  const link = { isEnded: false };
  const done: string[] = [];
  const turns = new Turns(link, pino({ level: 'silent' }));
  const step = (name: string) => async () => {
    await Promise.resolve();
    done.push(name);
  };
  return { link, done, turns, step };
}

describe('the steps of a link', () => {
  it('are taken one after the other', async () => {
    const { turns, done, step } = begun();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    turns.take(() => held.then(step('first')));
    turns.take(step('second'));
    await Promise.resolve();
    expect(done).toEqual([]);
    release();
    await turns.done;
    expect(done).toEqual(['first', 'second']);
  });

  it('go on after one that failed', async () => {
    const { turns, done, step } = begun();
    turns.take(() => Promise.reject(new Error('ledger away')));
    turns.take(step('next'));
    await turns.done;
    expect(done).toEqual(['next']);
  });

  it('have a result for whoever waits, also a failure; null when the link has ended', async () => {
    const { turns, link, done, step } = begun();
    const [result, failure] = [turns.run(async () => 7), turns.run(() => Promise.reject(new Error('away')))];
    turns.take(step('next'));
    expect(await result).toBe(7);
    await expect(failure).rejects.toThrow('away');
    await turns.done;
    expect(done).toEqual(['next']);
    link.isEnded = true;
    expect(await turns.run(async () => 7)).toBeNull();
  });

  it('are not taken any more when the bridge has ended the link', async () => {
    const { turns, link, done, step } = begun();
    turns.take(async () => {
      link.isEnded = true;
      await step('the one that ended it')();
    });
    turns.take(step('told before the end'));
    await turns.done;
    expect(done).toEqual(['the one that ended it']);
  });

  it('that the kiosk repeats are left to the repetition while too many wait, the others never', async () => {
    const { turns, done, step } = begun();
    for (let n = 0; n < MOST_WAITING; n++) turns.takeOrLeave(step('repeated'));
    turns.takeOrLeave(step('left'));
    turns.take(step('told once'));
    await turns.done;
    expect(done).toHaveLength(MOST_WAITING + 1);
    expect(done.at(-1)).toBe('told once');
    turns.takeOrLeave(step('there is room again'));
    await turns.done;
    expect(done.at(-1)).toBe('there is room again');
  });
});
