import { expect, test } from 'vitest';
import { stagesOf } from './plan.ts';

test('the longest suites run beside each other, and what is emulated or measured does not run beside them', () => {
  const suites = [
    'test:rest',
    'test:e2e',
    'check',
    'test:life',
    'test:hid',
    'test:integration',
    'test:of-tomorrow',
  ];

  expect(stagesOf(suites)).toEqual([
    ['check'],
    ['test:integration', 'test:e2e', 'test:life', 'test:of-tomorrow'],
    ['test:hid'],
    ['test:rest'],
  ]);
});

test('what a person has not chosen does not run', () => {
  expect(stagesOf(['test:life', 'test:e2e'])).toEqual([['test:e2e', 'test:life']]);
  expect(stagesOf(['test:rest'])).toEqual([['test:rest']]);
});
