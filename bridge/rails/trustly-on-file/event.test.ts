import { expect, it } from 'vitest';
import { withoutToken } from './event.ts';

it.each(['splitToken=SECRET', 'split%54oken=SECRET', 'splitToken', '%73plitToken=SECRET'])(
  'what is kept of an event is without its split token, however %s is written [secrets-kept]',
  (pair) => {
    expect(withoutToken(Buffer.from(`a=1&${pair}&b=2`)).toString()).toBe('a=1&b=2');
  },
);
