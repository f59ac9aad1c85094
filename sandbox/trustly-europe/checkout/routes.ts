/** The checkout over HTTP: an address that opens once, server-rendered pages, and forms that post to them. No script. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { SECURITY_HEADERS } from '../../microsite/security-headers.ts';
import { CHECKOUT_COUNTRIES } from '../countries.ts';
import { noticePage, overPage, renderCheckout, visitPage, type CheckoutPage } from './pages.ts';
import { actionPath, CHECKOUT_PATH, visitPath, type Action } from './paths.ts';
import type { Reception } from './reception.ts';

type Form = Readonly<Record<string, string>>;

const OPENED = noticePage(
  'This page was opened before',
  'A payment page opens once. Go back to where you came from and begin again.',
);
const OVER = noticePage(
  'This visit is over',
  'Nothing more happens here. Go back to where you came from to see what became of it.',
);

export async function registerCheckout(parent: FastifyInstance, reception: Reception): Promise<void> {
  await parent.register(async (site) => {
    await site.register(formbody, { bodyLimit: 4_096 });
    const css = readFileSync(path.join(import.meta.dirname, '../../microsite/microsite.css'), 'utf8');
    site.get(`${CHECKOUT_PATH}/checkout.css`, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').send(css),
    );
    site.get(CHECKOUT_PATH, async (request, reply) => {
      const { OrderID: orderId = '', SessionID: sessionId = '' } = formOf(request.query);
      const visit = reception.open(orderId, sessionId);
      return visit === null ? show(reply.code(410), OPENED) : reply.redirect(visitPath(visit.id), 303);
    });
    site.get<{ Params: { id: string } }>(visitPath(':id'), async (request, reply) => {
      reception.followKyc(request.params.id);
      const visit = reception.visits.get(request.params.id);
      if (visit?.at.step === 'over') return show(reply, overPage(visit.at.redirect));
      const order = visit && reception.orderOf(visit);
      return visit && order ? show(reply, visitPage(visit, order)) : show(reply.code(410), OVER);
    });
    registerForms(site, reception);
  });
}

function registerForms(site: FastifyInstance, reception: Reception): void {
  const { visits } = reception;
  const post = (action: Action, work: (id: string, form: Form) => Promise<void> | void): void => {
    site.post<{ Params: { id: string } }>(actionPath(':id', action), async (request, reply) => {
      const { id } = request.params;
      await work(id, formOf(request.body));
      const at = visits.get(id)?.at;
      return reply.redirect(at?.step === 'over' ? at.redirect : visitPath(id), 303);
    });
  };
  post('country', (id, form) => {
    const country = CHECKOUT_COUNTRIES.find(({ code }) => code === form['country']);
    if (country !== undefined) visits.advance(id, { event: 'country', country });
  });
  post('bank', (id, form) => {
    visits.advance(id, { event: 'bank', bank: form['bank'] ?? '' });
  });
  post('login', async (id, { userName = '', setOptions, option = '' }) =>
    reception.logIn(id, userName.trim().slice(0, 64), setOptions === 'yes' ? option : ''),
  );
  post('account', (id, form) => {
    visits.advance(id, { event: 'account', index: Number(form['account'] ?? -1) });
  });
  post('approve', (id, { amount = '' }) => reception.approve(id, amount));
  post('back', (id) => {
    visits.advance(id, { event: 'back' });
  });
  post('cancel', (id) => reception.leave(id));
}

function formOf(body: unknown): Form {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** May be framed: merchants show it in a frame or as a page. The forms lead back to the merchant by a redirect. */
function show(reply: FastifyReply, page: CheckoutPage): FastifyReply {
  return reply
    .headers({
      ...SECURITY_HEADERS,
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors *",
    })
    .type('text/html; charset=utf-8')
    .header('content-language', 'en')
    .send(renderCheckout(page));
}
