/** The page of a payment, with what the phone may do from there. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { PageBrowser, PagePayment, PayState } from '../rails/pay-page.ts';
import type { CardOffer } from './card-parts.ts';
import { accountsAt, codeAt, idOf, paymentAt, returnTo, type Code } from './code-address.ts';
import { FORM_LIFE_MS } from './form-ticket.ts';
import type { OpenedBy } from './passkeys.ts';
import type { AtPayment } from './passkey-questions.ts';
import type { PhonePorts } from './ports.ts';
import { sendPage } from './send-page.ts';
import type { Around } from './show-form.ts';
import { refreshAfterS, statePage } from './state-page.ts';
import { CATALOGUES } from './texts/catalogues.ts';

/** From where the browser has come back, or what became of what was sent before. */
export const CameFrom = Type.Enum(['bank', 'cancelled', 'passkey', 'not-confirmed', 'card', 'card-gone']);

interface Shown {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly code: Code;
  readonly from: Static<typeof CameFrom> | null;
}

export async function showPayment(
  { ports, settings, visitors }: Around,
  { request, reply, code, from }: Shown,
): Promise<FastifyReply> {
  const { pages, keys, casino, passkeys, cards } = ports;
  const { payPage } = pages;
  const { payer, language } = visitors.known(request, reply);
  const fundingId = idOf(keys, payer, code);
  const payment = await payPage.paymentOf(payer, fundingId);
  const known = payment && (await payPage.stateOf(fundingId));
  if (payment === null || known === null) return reply.redirect(codeAt(code), 303);
  const browser = { ...returnTo(settings.url, code), ip: request.ip, language };
  const login = await loginFor(ports, payment, known, browser);
  // The bank may turn out to have been passed already.
  const wasPassed = login === null && 'attempt' in known;
  const state = wasPassed ? ((await payPage.stateOf(fundingId)) ?? known) : known;
  const at = { payer, fundingId, asset: code.asset };
  const untilMs = Date.now() + FORM_LIFE_MS;
  const openedBy = await passkeys.openedBy(payer);
  const accounts = 'attempt' in state && openedBy !== 'nothing' ? await payPage.accountsOf(payer) : [];
  const asks = openedBy === 'passkey' && accounts.length > 0;
  const card = 'attempt' in state ? await cards.at(code.asset, payer) : null;
  const isAdded = state.kind === 'added';
  const mayHavePasskey = isAdded && (await passkeys.mayHaveOne(at));
  const shownBy = { name: CATALOGUES[language].passkeyName, casino };
  const shown = {
    payment,
    state,
    isBackFromBank: from === 'bank',
    isFirstLook: Object.keys(request.query ?? {}).length === 0,
    login,
    accounts,
    byCard: card === null ? [] : await payPage.accountsOf(card.payer),
    question: asks ? await passkeys.toConfirm('pay', at, untilMs) : null,
    offer: mayHavePasskey ? await passkeys.toMake(at, untilMs, shownBy) : null,
    hasNewPasskey: from === 'passkey' && openedBy === 'passkey',
    card: isAdded ? await cardOffer(ports, at, openedBy, untilMs) : null,
    hasNewCard: from === 'card' && (await cards.toEnd(payer, untilMs)) !== null,
    refused: refusedAs(from),
    accountsAt: accountsAt(code),
    path: paymentAt(code),
    ticket: keys.ticketFor(payer, fundingId, untilMs),
  };
  const seconds = refreshAfterS(shown);
  if (seconds !== null) reply.header('refresh', seconds);
  // A redirect would be one of the form that led here, which the policy keeps on our own pages.
  else if (login?.kind === 'page' && login.isNew && shown.isFirstLook)
    reply.header('refresh', `0;url=${login.url}`);
  const own = (shown.question ?? shown.offer ?? shown.card?.question) ? 'own' : 'none';
  const scripts = login?.kind === 'script' ? { rail: login.script } : own;
  return sendPage(reply, statePage(language, shown), { language, casino, scripts });
}

function refusedAs(from: Shown['from']): 'notConfirmed' | 'cardGone' | null {
  if (from === 'not-confirmed') return 'notConfirmed';
  return from === 'card-gone' ? 'cardGone' : null;
}

/** While a player is carded in: that the card finds the accounts of this phone. */
async function cardOffer(
  { cards, passkeys }: PhonePorts,
  at: AtPayment & { readonly asset: string },
  openedBy: OpenedBy,
  untilMs: number,
): Promise<CardOffer | null> {
  if (openedBy === 'nothing') return null;
  const hasPasskey = openedBy === 'passkey';
  const ticket = await cards.toConfirm(at, hasPasskey, untilMs);
  if (ticket === null) return null;
  return { ticket, question: hasPasskey ? await passkeys.toConfirm('card', at, untilMs) : null };
}

/** What opens the bank's page, where the state of the payment asks for it. */
async function loginFor(
  { pages: { payPage } }: PhonePorts,
  payment: PagePayment,
  state: PayState,
  browser: PageBrowser,
) {
  if (state.kind === 'refresh-needed') return payPage.refresh(payment.fundingId, browser);
  return 'attempt' in state ? payPage.begin(payment, browser) : null;
}
