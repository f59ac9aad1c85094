import { expect, it } from 'vitest';
import { lastTransferId } from './last-transfer-id.ts';

it('is the higher one of what journal and board know (M1)', () => {
  expect(lastTransferId('000042-0000000007', '000042-0000000009')).toBe('000042-0000000009');
  expect(lastTransferId('000042-0000000011', '000042-0000000009')).toBe('000042-0000000011');
});

it('is the board’s where the journal is new', () => {
  expect(lastTransferId(null, '000042-0000000009')).toBe('000042-0000000009');
  expect(lastTransferId(null, null)).toBeNull();
});

it('leaves a board aside that comes from another machine', () => {
  expect(lastTransferId('000042-0000000007', '000099-0000000100')).toBe('000042-0000000007');
});
