/** All that the phone's listener serves, and what stands before it. */
import { readFile } from 'node:fs/promises';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { BrandColours } from '../../protocol/brand.ts';
import { addressBlock } from '../platform/http/address-block.ts';
import { acceptForms } from '../platform/http/form-body.ts';
import { html } from '../platform/http/html.ts';
import { PAYMENT_PATH } from './code-address.ts';
import { FORM_LIFE_MS } from './form-ticket.ts';
import { forgetPage, forgottenPage } from './forget-page.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { pageHeaders, requireOwnPage } from './page-headers.ts';
import { statement } from './parts.ts';
import { paymentRoutes } from './payment-routes.ts';
import type { PhonePorts, PhoneSettings } from './ports.ts';
import { PageRefusal, refusalOf } from './refusal.ts';
import { returnRoutes } from './return-routes.ts';
import { sendPage } from './send-page.ts';
import { CATALOGUES } from './texts/catalogues.ts';
import { Visitors } from './visitors.ts';

/** Of one address, behind which all the phones of a casino's Wi-Fi may be: without a code of ours. */
const PER_SECOND = 300;
/** With one, at one address. */
const PER_SECOND_WITH_CODE = 30;
/** A page that tells of a payment comes back by itself, also when it could not be shown. */
const AGAIN_AFTER_S = 5;

const closed = { additionalProperties: false } as const;
const Account = Type.Object({ accountId: Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' }) }, closed);
const Gone = Type.Object({ passkey: Type.Optional(Type.String({ maxLength: 2_000 })) });
const GONE = 'passkey gone';
const Forget = Type.Object({ ticket: Type.String({ maxLength: 200 }) }, closed);

type InAddress = Partial<Record<'asset' | 'token', string>>;

export function phoneRoutes(
  ports: PhonePorts,
  settings: PhoneSettings,
  colours: BrandColours | null,
): FastifyPluginAsyncTypebox {
  const { pages, keys, casino, passkeys } = ports;
  const { payPage, accountPage } = pages;
  const visitors = new Visitors(keys, settings);

  return async (app) => {
    // No page of ours sends anything else.
    app.removeContentTypeParser('application/json');
    await acceptForms(app);
    const codeOf = ({ params }: FastifyRequest) => {
      const { asset, token } = (params ?? {}) as InAddress;
      const isOurs =
        asset !== undefined && token !== undefined && pages.readCode(asset, token) !== 'not ours';
      return isOurs ? `${asset}/${token}` : null;
    };
    await app.register(rateLimit, {
      // One phone that asks for anything does not shut out those of its address that are at a machine.
      keyGenerator: (request) => `${addressBlock(request.ip)} ${codeOf(request) ?? ''}`,
      max: (request) => (codeOf(request) === null ? PER_SECOND : PER_SECOND_WITH_CODE),
      timeWindow: 1_000,
    });
    app.addHook('onRequest', async (request, reply) => {
      pageHeaders(reply, 'none');
      requireOwnPage(request, settings.url);
    });

    app.setErrorHandler(async (error, request, reply) => {
      const refused = refusalOf(error);
      const { language } = visitors.of(request);
      const texts = CATALOGUES[language];
      if (refused.status >= 500 && refused.refusal === 'FAILED')
        request.log.error({ err: error, route: request.routeOptions.url }, 'page failed');
      const isPayment = request.method === 'GET' && request.routeOptions.url === PAYMENT_PATH;
      if (isPayment && (refused.refusal === 'TOO_MANY' || refused.refusal === 'FAILED'))
        reply.header('refresh', AGAIN_AFTER_S);
      const { asset, token } = (request.params ?? {}) as InAddress;
      const look =
        refused.refusal === 'FAILED' && asset !== undefined && token !== undefined
          ? html`<p><a class="button" href="/${asset}/${token}/payment">${texts.look}</a></p>`
          : null;
      const page = statement(texts.refused[refused.refusal], look);
      return sendPage(reply.code(refused.status), page, { language, casino, scripts: 'none' });
    });

    const style = await readFile(new URL('style.css', import.meta.url), 'utf8');
    // They cost no more than to refuse them.
    const unlimited = { config: { rateLimit: false } };
    app.get('/-/style.css', unlimited, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').send(style + brandStyle(colours)),
    );
    for (const name of ['bank.js', 'passkey.js']) {
      const script = await readFile(new URL(name, import.meta.url), 'utf8');
      app.get(`/-/${name}`, unlimited, async (_request, reply) =>
        reply.type('text/javascript; charset=utf-8').send(script),
      );
    }

    app.get(
      '/-/forget/:accountId',
      { schema: { params: Account }, config: { document: PAGE_DOCUMENTS.forgetQuestion } },
      async (request, reply) => {
        const { payer, language } = visitors.of(request);
        const { accountId } = request.params;
        const accounts = payer === null ? [] : await (accountPage ?? payPage).accountsOf(payer);
        const account = accounts.find((one) => one.accountId === accountId);
        if (payer === null || account === undefined) throw new PageRefusal('NOTHING_HERE');
        const ticket = keys.ticketFor(payer, `forget ${accountId}`, Date.now() + FORM_LIFE_MS);
        return sendPage(reply, forgetPage(language, account, ticket), { language, casino, scripts: 'none' });
      },
    );

    app.post(
      '/-/forget/:accountId',
      { schema: { params: Account, body: Forget }, config: { document: PAGE_DOCUMENTS.forget } },
      async (request, reply) => {
        const { payer } = visitors.of(request);
        const { accountId } = request.params;
        if (payer === null) throw new PageRefusal('NO_COOKIE');
        if (!keys.isTicketFor(payer, `forget ${accountId}`, request.body.ticket, Date.now()))
          throw new PageRefusal('FORM_OLD');
        const id = await passkeys.idOf(payer);
        await payPage.forget(payer, accountId);
        const isGone = id !== null && (await passkeys.idOf(payer)) === null;
        return reply.redirect(
          `/-/forgotten${isGone ? `?passkey=${keys.noteFor(payer, GONE, id)}` : ''}`,
          303,
        );
      },
    );

    const forgotten = { schema: { querystring: Gone }, config: { document: PAGE_DOCUMENTS.forgotten } };
    app.get('/-/forgotten', forgotten, async (request, reply) => {
      const { payer, language } = visitors.of(request);
      const { passkey } = request.query;
      const id = payer === null || passkey === undefined ? null : keys.noteOf(payer, GONE, passkey);
      const gone = id === null ? null : passkeys.unknown(id);
      return sendPage(reply, forgottenPage(language, gone), {
        language,
        casino,
        scripts: gone === null ? 'none' : 'own',
      });
    });

    await app.register(paymentRoutes(ports, settings, visitors));
    await app.register(returnRoutes(ports, settings, visitors));

    app.all('/*', async () => {
      throw new PageRefusal('NOTHING_HERE');
    });
  };
}

/** What is pressed and the band at the top in the casino's colours; what is read stays as it is. */
function brandStyle(colours: BrandColours | null): string {
  if (colours === null) return '';
  const { ground, text, accent, onAccent } = colours;
  return `:root { --accent: ${accent}; --on-accent: ${onAccent}; }\nheader { color: ${text}; background: ${ground}; }\n`;
}
