/** Where the bank sends the browser back to: it is shown what becomes of its payment. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Code, codeAt, idOf, paymentAt, returnTo } from './code-address.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { statement } from './parts.ts';
import type { PhonePorts, PhoneSettings } from './ports.ts';
import { sendPage } from './send-page.ts';
import { CATALOGUES } from './texts/catalogues.ts';
import type { Visitors } from './visitors.ts';

const routeOf = (name: 'returned' | 'cancelled' | 'elsewhere') => ({
  schema: { params: Code },
  config: { document: PAGE_DOCUMENTS[name] },
});

export function returnRoutes(
  { pages: { payPage }, keys, casino }: PhonePorts,
  { url }: PhoneSettings,
  visitors: Visitors,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    for (const way of ['returned', 'cancelled'] as const) {
      app.get(`/:asset/:token/${way}`, routeOf(way), async (request, reply) => {
        const { params, url: asked } = request;
        const query = asked.slice(asked.indexOf('?') + 1);
        const back = returnTo(url, params);
        const { payer } = visitors.of(request);
        const said = await payPage.returned(way === 'returned' ? back.done : back.cancelled, query, payer);
        if (said.kind === 'not-signed') return reply.redirect(paymentAt(params), 303);
        const isHere = payer !== null && idOf(keys, payer, params) === said.fundingId;
        // The app of a bank may open another browser than the one in which the payment was begun.
        if (said.isAuthorized && !isHere) return reply.redirect(`${codeAt(params)}/elsewhere`, 303);
        return reply.redirect(`${paymentAt(params)}?from=${said.isAuthorized ? 'bank' : 'cancelled'}`, 303);
      });
    }

    app.get('/:asset/:token/elsewhere', routeOf('elsewhere'), async (request, reply) => {
      const { language } = visitors.of(request);
      return sendPage(reply, statement(CATALOGUES[language].elsewhere), {
        language,
        casino,
        scripts: 'none',
      });
    });
  };
}
