import { expect, test } from 'vitest';
import { stagesOf } from './plan.ts';

test('everything runs beside the integration tests, but for the checks before and the measurement after them', () => {
  const suites = ['test:rest', 'test:e2e', 'check', 'test:displays', 'test:integration', 'test:of-tomorrow'];

  expect(stagesOf(suites)).toEqual([
    ['check'],
    ['test:integration', 'test:e2e', 'test:displays', 'test:of-tomorrow'],
    ['test:rest'],
  ]);
});

test('of suites that a person has chosen, the others run beside the longest', () => {
  expect(stagesOf(['test:life', 'test:hid', 'test:e2e'])).toEqual([['test:e2e', 'test:life', 'test:hid']]);
  expect(stagesOf(['test:rest'])).toEqual([['test:rest']]);
});
