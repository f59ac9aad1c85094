/** The numbers of an account as a player types them. What is wrong is told by its field, never by what was typed [no-personal-data]. */
import { hasStorableTexts } from '../../protocol/storable-text.ts';
import type { AccountNumbers } from '../rails/account-page.ts';

export interface TypedNumbers {
  readonly holder: string;
  readonly routing: string;
  readonly number: string;
  readonly kind: string;
}

export type WrongField = 'holder' | 'routing' | 'number' | 'kind';

/** As a check has it: in groups. */
const GAPS = /[\s-]/g;

/** @returns the first field that cannot be right, in the order of the form. */
export function readNumbers(typed: TypedNumbers): AccountNumbers | WrongField {
  const nameOnAccount = typed.holder.trim().replace(/\s+/g, ' ');
  const routingNumber = typed.routing.replace(GAPS, '');
  const accountNumber = typed.number.replace(GAPS, '');
  const { kind } = typed;
  if (nameOnAccount === '' || nameOnAccount.length > 100 || !hasStorableTexts(nameOnAccount)) return 'holder';
  if (!isRoutingNumber(routingNumber)) return 'routing';
  if (!/^[0-9]{4,17}$/.test(accountNumber)) return 'number';
  if (kind !== 'checking' && kind !== 'savings') return 'kind';
  return { nameOnAccount, routingNumber, accountNumber, kind };
}

/** Nine digits with the check digit of the American Bankers Association. */
function isRoutingNumber(digits: string): boolean {
  if (!/^[0-9]{9}$/.test(digits) || digits === '000000000') return false;
  const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return sum % 10 === 0;
}
