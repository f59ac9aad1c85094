/** Money as the player reads it. */
import { formatMoney, type Money } from '../../protocol/money.ts';

/** `$20.00` */
export const money = (amount: Money): string => formatMoney(amount, 'en-US');

/** `$20`, where there are no cents. */
export const dollars = (amount: Money): string => money(amount).replace(/\.00$/, '');
