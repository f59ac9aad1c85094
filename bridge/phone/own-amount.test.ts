import { expect, it } from 'vitest';
import { amountWithin, offeredAmounts } from './own-amount.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const BOUNDS = { minAmount: usd(100), maxAmount: usd(100_000) };

it.each([
  ['20', 2_000],
  ['20.5', 2_050],
  [' $ 33.10 ', 3_310],
  ['33,10', 3_310],
  ['kr 33', 3_300],
  ['33,10 kr', 3_310],
  ['33 zł', 3_300],
  ['€33', 3_300],
  ['1000', 100_000],
  ['1.00', 100],
  ['0.99', null],
  ['1000.01', null],
  ['20.001', null],
  ['1,000', null],
  ['-20', null],
  ['2e1', null],
  ['twenty', null],
  ['', null],
])('%j is %s', (text, minor) => {
  expect(amountWithin(text, BOUNDS)).toEqual(minor === null ? null : usd(minor));
});

it('no amount is offered that is not taken', () => {
  expect(offeredAmounts(BOUNDS)).toEqual([usd(2_000), usd(5_000), usd(10_000)]);
  const [minAmount, maxAmount] = [
    { minor: 100, currency: 'SEK' },
    { minor: 40_000, currency: 'SEK' },
  ];
  expect(offeredAmounts({ minAmount, maxAmount }).map(({ minor }) => minor)).toEqual([10_000, 20_000]);
  expect(offeredAmounts({ minAmount: usd(2_500), maxAmount: usd(6_000) })).toEqual([usd(5_000)]);
});
