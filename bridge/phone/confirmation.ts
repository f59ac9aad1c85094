/** Whether the player says that an account on file pays: by the phone's cookie, by its passkey, or by a card in the machine. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Card } from '../ledger/cards.ts';
import { byCardOf, FROM_BANK } from './pay-form.ts';
import { PASSKEY_LENGTH } from './passkey-answers.ts';
import type { AtPayment } from './passkey-questions.ts';
import type { PhoneKeys } from './phone-keys.ts';
import type { PhonePorts } from './ports.ts';
import { PageRefusal } from './refusal.ts';

/** What a form carries for it. */
export const Confirmation = {
  passkey: Type.Optional(Type.String({ maxLength: PASSKEY_LENGTH })),
  found: Type.Optional(Type.String({ maxLength: 200 })),
};

interface Sent {
  readonly from: string;
  readonly passkey?: string | undefined;
  readonly found?: string | undefined;
}

/** What pays: the bank, where the player logs in, or an account on file. */
export interface ConfirmedFrom {
  readonly accountId: string;
  /** Of another phone. */
  readonly card?: Card;
}

/** `answered-before`: the same form was sent twice, and the first one counts. */
type Said = 'refused' | 'answered-before' | 'card-gone' | ConfirmedFrom;

export async function confirmation(
  ports: PhonePorts,
  request: FastifyRequest,
  at: AtPayment & { readonly asset: string },
  sent: Sent,
): Promise<Said> {
  const byCard = byCardOf(sent.from);
  if (byCard !== null) return ofCard(ports, at, byCard);
  const said = await ofPhone(ports, request, at, sent);
  return said === 'confirmed' ? { accountId: sent.from } : said;
}

/** Looked at again at the moment of the tap: the card may have left, or the player may have taken it back. */
async function ofCard(
  { cards, pages }: PhonePorts,
  { asset, payer }: AtPayment & { readonly asset: string },
  accountId: string,
): Promise<'card-gone' | ConfirmedFrom> {
  const card = await cards.at(asset, payer);
  const accounts = card === null ? [] : await pages.payPage.accountsOf(card.payer);
  const isOpen = accounts.some((account) => account.accountId === accountId);
  return card !== null && isOpen ? { accountId, card } : 'card-gone';
}

async function ofPhone(
  ports: PhonePorts,
  request: FastifyRequest,
  at: AtPayment,
  { from, passkey = '', found }: Sent,
): Promise<'confirmed' | 'refused' | 'answered-before'> {
  const { passkeys, keys } = ports;
  // The bank asks the player itself.
  if (from === FROM_BANK) return 'confirmed';
  const openedBy = await passkeys.openedBy(at.payer);
  if (openedBy === 'cookie') return 'confirmed';
  if (openedBy === 'nothing') return 'refused';
  if (foundEnd(keys, at, found) !== null) return 'confirmed';
  if (passkey === '') return 'refused';
  const said = await passkeys.answer('pay', at, passkey);
  if (said.kind === 'answered') return 'confirmed';
  if (said.kind === 'refused') tellRefused(ports, request, said.why);
  return said.kind === 'answered-before' ? 'answered-before' : 'refused';
}

/** The passkey has said at this very code which phone this is, some minutes ago: it need not be asked again. */
export function foundTicket(keys: PhoneKeys, { payer, fundingId }: AtPayment, untilMs: number): string {
  return keys.ticketFor(payer, `found ${fundingId}`, untilMs);
}

/** @returns until when it holds; null: it does not. */
export function foundEnd(keys: PhoneKeys, { payer, fundingId }: AtPayment, ticket = ''): number | null {
  return keys.ticketEnd(payer, `found ${fundingId}`, ticket, Date.now());
}

/** No phone sends one that is wrong: it is logged, counted, and after too many of them refused. @throws {PageRefusal} */
export function tellRefused({ logins }: PhonePorts, request: FastifyRequest, why: unknown): void {
  const waitS = logins.refused({ door: 'phone', principal: '', address: request.ip });
  if (waitS > 0) throw new PageRefusal('TOO_MANY');
  request.log.warn({ event: 'passkey.refused', err: why }, 'an answer of a passkey was refused');
}
