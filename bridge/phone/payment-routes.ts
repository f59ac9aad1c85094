/**
 * From a code to its payment. Nothing is kept of a phone that only looks; the code and the phone's cookie name the payment, so
 * that back, reload and a double tap lead to the same one [exactly-once].
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Money } from '../../protocol/money.ts';
import { checkMachine } from '../money/checks.ts';
import type { PlayerDigest } from '../platform/secrets/digests.ts';
import { PagePaymentError, type PageBrowser, type PayFrom, type PagePayment } from '../rails/pay-page.ts';
import { accountRoutes } from './account-routes.ts';
import { cardRoutes } from './card-routes.ts';
import { Code, idOf, PAYMENT_PATH, paymentAt, returnTo } from './code-address.ts';
import { Confirmation, confirmation, foundEnd } from './confirmation.ts';
import { FORM_LIFE_MS, requirePayer, requireTicket } from './form-ticket.ts';
import { requireLive } from './live-code.ts';
import { amountWithin } from './own-amount.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { FROM_BANK, OWN_AMOUNT } from './pay-form.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import type { PhonePorts, PhoneSettings } from './ports.ts';
import { PageRefusal } from './refusal.ts';
import { showForm } from './show-form.ts';
import { CameFrom, showPayment } from './show-payment.ts';
import type { Visitors } from './visitors.ts';

const closed = { additionalProperties: false } as const;
const From = Type.String({ pattern: '^(card\\.)?[A-Za-z0-9_-]{1,64}$' });
const Ticket = Type.String({ maxLength: 200 });
const First = Type.Object(
  {
    ticket: Ticket,
    from: From,
    amount: Type.String({ maxLength: 20 }),
    own: Type.String({ maxLength: 20 }),
    ...Confirmation,
  },
  closed,
);
const Again = Type.Object(
  { ticket: Ticket, from: From, attempt: Type.String({ pattern: '^[1-9][0-9]{0,2}$' }), ...Confirmation },
  closed,
);
/** What says that a passkey has said whose phone this is. */
const OnCode = Type.Object({ found: Type.Optional(Type.String({ maxLength: 200 })) });
const OnPayment = Type.Object({ from: Type.Optional(CameFrom) });

const ROUTES = {
  code: { schema: { params: Code, querystring: OnCode }, config: { document: PAGE_DOCUMENTS.code } },
  begin: { schema: { params: Code, body: First }, config: { document: PAGE_DOCUMENTS.begin } },
  again: { schema: { params: Code, body: Again }, config: { document: PAGE_DOCUMENTS.again } },
  payment: { schema: { params: Code, querystring: OnPayment }, config: { document: PAGE_DOCUMENTS.payment } },
};

export function paymentRoutes(
  ports: PhonePorts,
  settings: PhoneSettings,
  visitors: Visitors,
): FastifyPluginAsyncTypebox {
  const { pages, keys } = ports;
  const { payPage } = pages;
  const around = { ports, settings, visitors };

  const browserOf = (request: FastifyRequest, code: Code): PageBrowser => ({
    ...returnTo(settings.url, code),
    ip: request.ip,
    language: visitors.of(request).language,
  });

  return async (app) => {
    app.get('/:asset/:token', ROUTES.code, async (request, reply) => {
      const { params: code, query } = request;
      const { payer } = visitors.known(request, reply);
      const at = { payer, fundingId: idOf(keys, payer, code) };
      if (await payPage.paymentOf(payer, at.fundingId)) return reply.redirect(paymentAt(code), 303);
      const foundUntilMs = foundEnd(keys, at, query.found);
      if (foundUntilMs === null) requireLive(ports, request, code);
      await requireMachine(ports, code, null);
      const untilMs = foundUntilMs ?? Date.now() + FORM_LIFE_MS;
      return showForm(around, { request, reply, code, payer, untilMs, isFound: foundUntilMs !== null });
    });

    app.post('/:asset/:token', ROUTES.begin, async (request, reply) => {
      const { params: code, body } = request;
      const payer = requirePayer(visitors, request);
      const at = { payer, fundingId: idOf(keys, payer, code) };
      const untilMs = requireTicket(keys, at, body.ticket);
      // Sent twice: its passkey has answered once.
      if (await payPage.paymentOf(payer, at.fundingId)) return reply.redirect(paymentAt(code), 303);
      const amount = amountWithin(body.amount === OWN_AMOUNT ? body.own : body.amount, settings);
      const isFound = foundEnd(keys, at, body.found) !== null;
      const form = { request, reply, code, payer, untilMs, isFound };
      if (amount === null) {
        reply.code(400);
        return showForm(around, { ...form, wrongAmount: body.own });
      }
      await requireMachine(ports, code, amount);
      const player = await requireNotExcluded(ports, code);
      const said = await confirmation(ports, request, { ...at, asset: code.asset }, body);
      if (said === 'refused' || said === 'card-gone') {
        reply.code(403);
        const refused = said === 'refused' ? 'notConfirmed' : 'cardGone';
        return showForm(around, { ...form, refused });
      }
      if (said !== 'answered-before') {
        const payment = { ...at, asset: code.asset, amount, player };
        await pay(ports, payment, browserOf(request, code), { ...said, attempt: 1 });
      }
      return reply.redirect(paymentAt(code), 303);
    });

    app.post(PAYMENT_PATH, ROUTES.again, async (request, reply) => {
      const { params: code, body } = request;
      const payer = requirePayer(visitors, request);
      const at = { payer, fundingId: idOf(keys, payer, code) };
      requireTicket(keys, at, body.ticket);
      const payment = await payPage.paymentOf(payer, at.fundingId);
      await requireMachine(ports, code, payment?.amount ?? null);
      if (payment === null) return reply.redirect(paymentAt(code), 303);
      await requireNotExcluded(ports, code);
      const said = await confirmation(ports, request, { ...at, asset: code.asset }, body);
      if (said === 'refused') return reply.redirect(`${paymentAt(code)}?from=not-confirmed`, 303);
      if (said === 'card-gone') return reply.redirect(`${paymentAt(code)}?from=card-gone`, 303);
      if (said !== 'answered-before')
        await pay(ports, payment, browserOf(request, code), {
          ...said,
          attempt: Number(body.attempt),
        });
      return reply.redirect(paymentAt(code), 303);
    });

    app.get(PAYMENT_PATH, ROUTES.payment, async (request, reply) =>
      showPayment(around, { request, reply, code: request.params, from: request.query.from ?? null }),
    );

    await app.register(passkeyRoutes(around));
    await app.register(cardRoutes(around));
    if (pages.accountPage !== null) await app.register(accountRoutes(around, pages.accountPage));
  };
}

/** Durable when it resolves. Another amount under the same code changes nothing: the first tap holds. */
async function pay(
  { pages: { payPage } }: PhonePorts,
  payment: PagePayment,
  browser: PageBrowser,
  from: PayFrom,
): Promise<void> {
  try {
    if (from.accountId === FROM_BANK) await payPage.begin(payment, browser);
    else await payPage.pay(payment, from);
  } catch (error) {
    if (!(error instanceof PagePaymentError)) throw error;
  }
}

/**
 * Before the bank is asked, and again when the money is to be taken [excluded-stays-out].
 * @returns who is carded in; null: nobody, or not certainly.
 */
async function requireNotExcluded({ excluded }: PhonePorts, { asset }: Code): Promise<PlayerDigest | null> {
  const player = await excluded.at(asset);
  if (player === 'excluded') throw new PageRefusal('NOT_TAKEN_HERE');
  return player;
}

async function requireMachine(
  { machines }: PhonePorts,
  { asset }: Code,
  amount: Money | null,
): Promise<void> {
  const machine = await machines.oneOnFloor(asset);
  if (machine === null) throw new PageRefusal('MACHINE_GONE');
  if (!machine.enabled) throw new PageRefusal('MACHINE_DISABLED');
  if (machine.link === null) throw new PageRefusal('MACHINE_NOT_CONNECTED');
  const decline = checkMachine(amount, machine);
  if (decline === null) return;
  const isMachine = decline.code === 'MACHINE_NOT_PLAYABLE';
  throw new PageRefusal(isMachine ? 'MACHINE_NOT_READY' : 'AMOUNT_NOT_TAKEN');
}
