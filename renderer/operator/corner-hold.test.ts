import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CornerHold, HOLD_MS } from './corner-hold.ts';

const SIDE = 400;
const corner = { x: 20, y: 30 };

describe('the service gesture', () => {
  const held = vi.fn<() => void>();
  const hold = () =>
    new CornerHold({ setTimeout: (run, ms) => Number(setTimeout(run, ms)), clearTimeout }, held);

  beforeEach(() => {
    vi.useFakeTimers();
    held.mockReset();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is a finger that rests on the corner for five seconds', () => {
    const gesture = hold();
    gesture.down(corner, SIDE);
    gesture.moved({ x: 40, y: 40 }, SIDE);
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(held).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(held).toHaveBeenCalledOnce();
  });

  it('is not a touch elsewhere, a lifted finger or one that wanders off', () => {
    const [elsewhere, lifted, wandering] = [hold(), hold(), hold()];
    elsewhere.down({ x: 300, y: 30 }, SIDE);
    lifted.down(corner, SIDE);
    lifted.end();
    wandering.down(corner, SIDE);
    wandering.moved({ x: 20, y: 300 }, SIDE);
    vi.advanceTimersByTime(HOLD_MS);
    expect(held).not.toHaveBeenCalled();
  });
});
