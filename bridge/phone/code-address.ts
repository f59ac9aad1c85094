/** Where the pages of a code are, and which payment it is. */
import { Type, type Static } from 'typebox';
import { AssetId } from '../../protocol/egm-link.ts';
import type { ReturnAddresses } from '../rails/pay-page.ts';
import type { PhoneKeys } from './phone-keys.ts';

export const Code = Type.Object(
  { asset: AssetId, token: Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }) },
  { additionalProperties: false },
);
export type Code = Static<typeof Code>;

export const PAYMENT_PATH = '/:asset/:token/payment';

export const ACCOUNTS_PATH = '/:asset/:token/accounts';

export const codeAt = ({ asset, token }: Code) => `/${asset}/${token}`;
export const paymentAt = (code: Code) => `${codeAt(code)}/payment`;
export const accountsAt = (code: Code) => `${codeAt(code)}/accounts`;

/** Where the bank sends the browser back to. @param url the origin that phones see. */
export function returnTo(url: string, code: Code): ReturnAddresses {
  return { done: `${url}${codeAt(code)}/returned`, cancelled: `${url}${codeAt(code)}/cancelled` };
}

export function returnToAccounts(url: string, code: Code): ReturnAddresses {
  const at = `${url}${accountsAt(code)}`;
  return { done: `${at}/returned`, cancelled: `${at}/cancelled` };
}

/** What a phone puts on file at a code, and how: the same for each request of the same page. */
export function loginIdOf(keys: PhoneKeys, how: string, payer: string, { asset, token }: Code): string {
  return keys.loginIdOf(how, payer, asset, token);
}

export function idOf(keys: PhoneKeys, payer: string, { asset, token }: Code): string {
  return keys.fundingIdOf(payer, asset, token);
}
