/** To give a phone a passkey, and to find by it which phone it is. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Code, codeAt, idOf, PAYMENT_PATH, paymentAt } from './code-address.ts';
import { foundTicket, tellRefused } from './confirmation.ts';
import { requirePayer, requireTicket } from './form-ticket.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { PASSKEY_LENGTH } from './passkey-answers.ts';
import { showForm, type Around } from './show-form.ts';

const closed = { additionalProperties: false } as const;
const Answer = Type.String({ maxLength: PASSKEY_LENGTH });
const Find = Type.Object({ ticket: Type.String({ maxLength: 200 }), passkey: Answer }, closed);
/** The question in it is good for this phone and this payment alone: it is its own ticket. */
const Make = Type.Object({ passkey: Answer }, closed);

const ROUTES = {
  find: { schema: { params: Code, body: Find }, config: { document: PAGE_DOCUMENTS.findPasskey } },
  make: { schema: { params: Code, body: Make }, config: { document: PAGE_DOCUMENTS.makePasskey } },
};

export function passkeyRoutes(around: Around): FastifyPluginAsyncTypebox {
  const { ports, visitors } = around;
  const { pages, keys, passkeys } = ports;

  return async (app) => {
    app.post('/:asset/:token/passkey', ROUTES.find, async (request, reply) => {
      const { params: code, body } = request;
      const payer = requirePayer(visitors, request);
      const at = { payer, fundingId: idOf(keys, payer, code) };
      const untilMs = requireTicket(keys, at, body.ticket);
      // Whoever has begun to pay goes on with it.
      if (await pages.payPage.paymentOf(payer, at.fundingId)) return reply.redirect(paymentAt(code), 303);
      const said = await passkeys.answer('find', at, body.passkey);
      if (said.kind === 'answered') {
        visitors.become(said.payer, request, reply);
        const known = { payer: said.payer, fundingId: idOf(keys, said.payer, code) };
        return reply.redirect(`${codeAt(code)}?found=${foundTicket(keys, known, untilMs)}`, 303);
      }
      if (said.kind === 'refused') tellRefused(ports, request, said.why);
      const form = { request, reply: reply.code(403), code, payer, untilMs, isFound: false };
      return said.kind === 'unknown'
        ? showForm(around, { ...form, refused: 'passkeyGone', gone: said.id })
        : showForm(around, { ...form, refused: 'notConfirmed' });
    });

    app.post(`${PAYMENT_PATH}/passkey`, ROUTES.make, async (request, reply) => {
      const { params: code, body } = request;
      const payer = requirePayer(visitors, request);
      const isMade = await passkeys.make({ payer, fundingId: idOf(keys, payer, code) }, body.passkey);
      return reply.redirect(`${paymentAt(code)}?from=${isMade ? 'passkey' : 'not-confirmed'}`, 303);
    });
  };
}
