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

export const codeAt = ({ asset, token }: Code) => `/${asset}/${token}`;
export const paymentAt = (code: Code) => `${codeAt(code)}/payment`;

/** Where the bank sends the browser back to. @param url the origin that phones see. */
export function returnTo(url: string, code: Code): ReturnAddresses {
  return { done: `${url}${codeAt(code)}/returned`, cancelled: `${url}${codeAt(code)}/cancelled` };
}

export function idOf(keys: PhoneKeys, payer: string, { asset, token }: Code): string {
  return keys.fundingIdOf(payer, asset, token);
}
