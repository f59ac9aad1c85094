import { describe, expect, it } from 'vitest';
import { alternate } from './alternate.ts';

describe('product and floor in turn', () => {
  it('warms up both, then lets each begin every other round', async () => {
    const order: string[] = [];
    const turn = (side: string) => async () => [order.push(side)];
    const measured = await alternate(3, { product: turn('P'), floor: turn('F') });
    expect(order.join('')).toBe('PF PF FP PF'.replaceAll(' ', ''));
    expect(measured).toEqual({ product: [3, 6, 7], floor: [4, 5, 8] });
  });

  it('ends with the first error', async () => {
    const failing = async () => Promise.reject(new Error('a funding was answered 503'));
    await expect(alternate(1, { product: failing, floor: async () => [1] })).rejects.toThrow('503');
  });
});
