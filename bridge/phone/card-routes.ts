/** To confirm that a player's card opens the accounts of this phone on another one too, and to take that back. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Code, idOf, PAYMENT_PATH, paymentAt } from './code-address.ts';
import { tellRefused } from './confirmation.ts';
import { requirePayer } from './form-ticket.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { statement } from './parts.ts';
import { PASSKEY_LENGTH } from './passkey-answers.ts';
import { PageRefusal } from './refusal.ts';
import { sendPage } from './send-page.ts';
import type { Around } from './show-form.ts';
import { CATALOGUES } from './texts/catalogues.ts';

const closed = { additionalProperties: false } as const;
const Ticket = Type.String({ maxLength: 300 });
const Confirm = Type.Object(
  { ticket: Ticket, passkey: Type.Optional(Type.String({ maxLength: PASSKEY_LENGTH })) },
  closed,
);
const End = Type.Object({ ticket: Ticket }, closed);

const ROUTES = {
  confirm: { schema: { params: Code, body: Confirm }, config: { document: PAGE_DOCUMENTS.confirmCard } },
  end: { schema: { body: End }, config: { document: PAGE_DOCUMENTS.endCard } },
  ended: { config: { document: PAGE_DOCUMENTS.cardEnded } },
};

export function cardRoutes({ ports, visitors }: Around): FastifyPluginAsyncTypebox {
  const { keys, passkeys, cards, casino } = ports;

  return async (app) => {
    app.post(`${PAYMENT_PATH}/card`, ROUTES.confirm, async (request, reply) => {
      const { params: code, body } = request;
      const payer = requirePayer(visitors, request);
      const at = { payer, fundingId: idOf(keys, payer, code), asset: code.asset };
      const backTo = (from: string) => reply.redirect(`${paymentAt(code)}?from=${from}`, 303);
      const player = await cards.confirmedBy(at, body.ticket);
      if (player === null) return backTo('card-gone');
      const openedBy = await passkeys.openedBy(payer);
      if (openedBy === 'nothing') return backTo('not-confirmed');
      const hasPasskey = openedBy === 'passkey';
      if (hasPasskey) {
        const said = await passkeys.answer('card', at, body.passkey ?? '');
        if (said.kind === 'refused' && body.passkey) tellRefused(ports, request, said.why);
        if (said.kind === 'answered-before') return backTo('card');
        if (said.kind !== 'answered') return backTo('not-confirmed');
      }
      return backTo((await cards.confirm(at, player, hasPasskey)) ? 'card' : 'card-gone');
    });

    app.post('/-/card', ROUTES.end, async (request, reply) => {
      const payer = requirePayer(visitors, request);
      if (!(await cards.end(payer, request.body.ticket))) throw new PageRefusal('FORM_OLD');
      return reply.redirect('/-/card', 303);
    });

    app.get('/-/card', ROUTES.ended, async (request, reply) => {
      const { language } = visitors.of(request);
      const page = statement(CATALOGUES[language].cardEnded);
      return sendPage(reply, page, { language, casino, scripts: 'none' });
    });
  };
}
