/** The form of a code, with what opens the accounts that it offers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeAt, idOf, type Code } from './code-address.ts';
import { foundTicket } from './confirmation.ts';
import { payForm } from './pay-form.ts';
import type { PhonePorts, PhoneSettings } from './ports.ts';
import { sendPage } from './send-page.ts';
import type { Visitors } from './visitors.ts';

export interface Around {
  readonly ports: PhonePorts;
  readonly settings: PhoneSettings;
  readonly visitors: Visitors;
}

interface Shown {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly code: Code;
  readonly payer: string;
  /** A page that is brought back by what was wrong with it lives no longer: otherwise that of a code could for ever. */
  readonly untilMs: number;
  /** The passkey was asked at this code. */
  readonly isFound: boolean;
  /** What was written as an amount, and is none that is taken. */
  readonly wrongAmount?: string;
  /** What was wrong with the answer of a passkey, or with a card. */
  readonly refused?: 'notConfirmed' | 'passkeyGone' | 'cardGone';
  /** The id of a passkey that opens nothing any more. */
  readonly gone?: string;
}

export async function showForm(
  { ports, settings, visitors }: Around,
  { request, reply, code, payer, untilMs, isFound, wrongAmount, refused, gone }: Shown,
): Promise<FastifyReply> {
  const { keys, pages, casino, passkeys, cards } = ports;
  const { language } = visitors.of(request);
  const at = { payer, fundingId: idOf(keys, payer, code) };
  const accounts = await pages.payPage.accountsOf(payer);
  const card = await cards.at(code.asset, payer);
  const openedBy = await passkeys.openedBy(payer);
  const asks = openedBy === 'passkey' && !isFound && accounts.length > 0;
  const isUnknown = passkeys.areUsed && (accounts.length === 0 || openedBy === 'nothing');
  const form = {
    path: codeAt(code),
    asset: code.asset,
    ticket: keys.ticketFor(payer, at.fundingId, untilMs),
    accounts,
    hasAccountPage: pages.accountPage !== null,
    mayPayFrom: openedBy !== 'nothing',
    byCard: card === null ? [] : await pages.payPage.accountsOf(card.payer),
    cardEnd: await cards.toEnd(payer, untilMs),
    question: asks ? await passkeys.toConfirm('pay', at, untilMs) : null,
    finder: isUnknown ? await passkeys.toFind(at, untilMs) : null,
    found: isFound ? foundTicket(keys, at, untilMs) : null,
    refused: refused ?? null,
    gone: gone === undefined ? null : passkeys.unknown(gone),
    bounds: settings,
    wrongAmount: wrongAmount ?? null,
  };
  const scripts = asks || isUnknown ? 'own' : 'none';
  return sendPage(reply, payForm(language, form), { language, casino, scripts });
}
