/**
 * From a code to its payment. Nothing is kept of a phone that only looks; the code and the phone's cookie name the payment, so
 * that back, reload and a double tap lead to the same one [exactly-once].
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Money } from '../../protocol/money.ts';
import {
  PagePaymentError,
  type PagePayment,
  type PayState,
  type ReturnAddresses,
} from '../rails/pay-page.ts';
import { checkMachine } from '../money/checks.ts';
import { Code, codeAt, idOf, PAYMENT_PATH, paymentAt, returnTo } from './code-address.ts';
import { amountWithin } from './own-amount.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { FROM_BANK, OWN_AMOUNT, payForm } from './pay-form.ts';
import type { PhonePorts, PhoneSettings } from './ports.ts';
import { PageRefusal } from './refusal.ts';
import { sendPage } from './send-page.ts';
import { refreshAfterS, statePage } from './state-page.ts';
import type { Visitors } from './visitors.ts';

const closed = { additionalProperties: false } as const;
const From = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });
const Ticket = Type.String({ maxLength: 200 });
const First = Type.Object(
  { ticket: Ticket, from: From, amount: Type.String({ maxLength: 20 }), own: Type.String({ maxLength: 20 }) },
  closed,
);
const Again = Type.Object(
  { ticket: Ticket, from: From, attempt: Type.String({ pattern: '^[1-9][0-9]{0,2}$' }) },
  closed,
);
/** From where the browser has come back. */
const OnPayment = Type.Object({ from: Type.Optional(Type.Enum(['bank', 'cancelled'])) });

const ROUTES = {
  code: { schema: { params: Code }, config: { document: PAGE_DOCUMENTS.code } },
  begin: { schema: { params: Code, body: First }, config: { document: PAGE_DOCUMENTS.begin } },
  again: { schema: { params: Code, body: Again }, config: { document: PAGE_DOCUMENTS.again } },
  payment: { schema: { params: Code, querystring: OnPayment }, config: { document: PAGE_DOCUMENTS.payment } },
};

/** A page may be looked at for so long before it is sent. */
const FORM_LIFE_MS = 300_000;

export function paymentRoutes(
  ports: PhonePorts,
  settings: PhoneSettings,
  visitors: Visitors,
): FastifyPluginAsyncTypebox {
  const { pages, keys, casino } = ports;
  const { payPage } = pages;

  const send = (
    request: FastifyRequest,
    reply: FastifyReply,
    code: Code,
    payer: string,
    sent: Static<typeof First> | null,
  ) => showForm({ ports, settings, visitors }, { request, reply, code, payer, sent });

  return async (app) => {
    app.get('/:asset/:token', ROUTES.code, async (request, reply) => {
      const { params } = request;
      const { payer } = visitors.known(request, reply);
      if (await payPage.paymentOf(payer, idOf(keys, payer, params)))
        return reply.redirect(paymentAt(params), 303);
      requireLive(ports, request, params);
      await requireMachine(ports, params, null);
      return send(request, reply, params, payer, null);
    });

    app.post('/:asset/:token', ROUTES.begin, async (request, reply) => {
      const { params, body } = request;
      const payer = requirePayer(visitors, request);
      const fundingId = idOf(keys, payer, params);
      requireTicket(ports, payer, fundingId, body.ticket);
      const amount = amountWithin(body.amount === OWN_AMOUNT ? body.own : body.amount, settings);
      if (amount === null) return send(request, reply.code(400), params, payer, body);
      await requireMachine(ports, params, amount);
      await pay(ports, settings, { fundingId, asset: params.asset, amount, payer }, params, {
        from: body.from,
        attempt: 1,
      });
      return reply.redirect(paymentAt(params), 303);
    });

    app.post(PAYMENT_PATH, ROUTES.again, async (request, reply) => {
      const { params, body } = request;
      const payer = requirePayer(visitors, request);
      const fundingId = idOf(keys, payer, params);
      requireTicket(ports, payer, fundingId, body.ticket);
      const payment = await payPage.paymentOf(payer, fundingId);
      await requireMachine(ports, params, payment?.amount ?? null);
      if (payment !== null)
        await pay(ports, settings, payment, params, { from: body.from, attempt: Number(body.attempt) });
      return reply.redirect(paymentAt(params), 303);
    });

    app.get(PAYMENT_PATH, ROUTES.payment, async (request, reply) => {
      const { params, query } = request;
      const { payer, language } = visitors.known(request, reply);
      const fundingId = idOf(keys, payer, params);
      const payment = await payPage.paymentOf(payer, fundingId);
      const state = payment && (await payPage.stateOf(fundingId));
      if (payment === null || state === null) return reply.redirect(codeAt(params), 303);
      const back = returnTo(settings.url, params);
      const isOpen = 'attempt' in state;
      const shown = {
        payment,
        state,
        isBackFromBank: query.from === 'bank',
        isFirstLook: Object.keys(query).length === 0,
        login: await loginFor(ports, payment, state, back),
        accounts: isOpen ? await payPage.accountsOf(payer) : [],
        path: paymentAt(params),
        ticket: keys.ticketFor(payer, fundingId, Date.now() + FORM_LIFE_MS),
      };
      const seconds = refreshAfterS(shown);
      if (seconds !== null) reply.header('refresh', seconds);
      return sendPage(reply, statePage(language, shown), {
        language,
        casino,
        script: shown.login?.script ?? null,
      });
    });
  };
}

interface Shown {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly code: Code;
  readonly payer: string;
  /** What came with an amount that is not taken. Its ticket stays: otherwise the page of a code could live for ever. */
  readonly sent: Static<typeof First> | null;
}

async function showForm(
  { ports, settings, visitors }: { ports: PhonePorts; settings: PhoneSettings; visitors: Visitors },
  { request, reply, code, payer, sent }: Shown,
): Promise<FastifyReply> {
  const { keys, pages, casino } = ports;
  const { language } = visitors.of(request);
  const form = payForm(language, {
    path: codeAt(code),
    asset: code.asset,
    ticket: sent?.ticket ?? keys.ticketFor(payer, idOf(keys, payer, code), Date.now() + FORM_LIFE_MS),
    accounts: await pages.payPage.accountsOf(payer),
    bounds: settings,
    wrongAmount: sent?.own ?? null,
  });
  return sendPage(reply, form, { language, casino, script: null });
}

/** Durable when it resolves. Another amount under the same code changes nothing: the first tap holds. */
async function pay(
  { pages: { payPage } }: PhonePorts,
  settings: PhoneSettings,
  payment: PagePayment,
  code: Code,
  { from, attempt }: { readonly from: string; readonly attempt: number },
): Promise<void> {
  try {
    if (from === FROM_BANK) await payPage.begin(payment, returnTo(settings.url, code));
    else await payPage.pay(payment, { accountId: from, attempt });
  } catch (error) {
    if (!(error instanceof PagePaymentError)) throw error;
  }
}

/** What opens the bank's page, where the state of the payment asks for it. */
async function loginFor(
  { pages: { payPage } }: PhonePorts,
  payment: PagePayment,
  state: PayState,
  back: ReturnAddresses,
) {
  if (state.kind === 'refresh-needed') return payPage.refresh(payment.fundingId, back);
  return 'attempt' in state ? payPage.begin(payment, back) : null;
}

function requirePayer(visitors: Visitors, request: FastifyRequest): string {
  const { payer } = visitors.of(request);
  if (payer === null) throw new PageRefusal('NO_COOKIE');
  return payer;
}

function requireTicket({ keys }: PhonePorts, payer: string, fundingId: string, ticket: string): void {
  if (!keys.isTicketFor(payer, fundingId, ticket, Date.now())) throw new PageRefusal('FORM_OLD');
}

/** Codes that are made up are counted by address. A right one is let in all the same: nobody finds one by trying. */
function requireLive({ pages, logins }: PhonePorts, request: FastifyRequest, { asset, token }: Code): void {
  const reading = pages.readCode(asset, token);
  if (reading === 'live') return;
  if (reading === 'expired') throw new PageRefusal('CODE_EXPIRED');
  const waitS = logins.refused({ door: 'phone', principal: '', address: request.ip });
  throw new PageRefusal(waitS > 0 ? 'TOO_MANY' : 'CODE_NOT_OURS');
}

/** @param amount null: none is chosen yet. */
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
