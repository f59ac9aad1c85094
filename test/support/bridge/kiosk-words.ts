/** Amounts, ids, results and boards, for tests that script what a kiosk says. */
import type { Money } from '../../../protocol/money.ts';

export const USD20 = { minor: 2_000, currency: 'USD' };

/** Not the board of a test kiosk. */
export const OTHER_BOARD = { serial: 'VC-0002', memoryId: '99aa00ff' };

export function credited(amount: Money) {
  return { outcome: 'credited', amount } as const;
}

export function idOf(designation: string, number: number): string {
  return `${designation}-${String(number).padStart(10, '0')}`;
}

export function anotherThan(designation: string): string {
  return `${designation.startsWith('8') ? 7 : 8}${designation.slice(1)}`;
}
