/** The microsite over HTTP: server-rendered pages, one address per visit, and forms that post to it. */
import formbody from '@fastify/formbody';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Payment } from '../payment.ts';
import type { Checkout } from '../checkouts.ts';
import { registerAssets } from './assets.ts';
import { keepCookie, readCookie } from './cookies.ts';
import { keepChosenLanguage, wordingFor } from './language.ts';
import {
  codeInUse,
  expiredCode,
  left,
  phoneReady,
  unknownCode,
  usedCode,
  visitOver,
} from './notice-pages.ts';
import { registerPaymentForms } from './payment-forms.ts';
import { paymentPage } from './payment-page.ts';
import type { MicrositePorts } from './ports.ts';
import { goTo, show } from './respond.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { registerStepForms } from './step-forms.ts';
import { stepPage } from './step-page.ts';
import { actionPath, MICROSITE_PATH, READY_PATH, visitPath } from './visit-path.ts';

export async function registerMicrosite(parent: FastifyInstance, ports: MicrositePorts): Promise<void> {
  const { tokens, checkouts, store, now } = ports;
  const site = parent.withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(TypeBoxValidatorCompiler);
  await site.register(formbody, { bodyLimit: 4_096 });
  site.addHook('onRequest', async (_request, reply) => {
    void reply.headers(SECURITY_HEADERS);
  });
  site.addHook('onRequest', keepChosenLanguage);
  registerAssets(site);
  registerStepForms(site, ports);
  registerPaymentForms(site, ports);

  site.get(
    MICROSITE_PATH,
    { schema: { querystring: Type.Object({ token: Type.Optional(Type.String({ maxLength: 4_096 })) }) } },
    async (request, reply) => {
      const wording = wordingFor(request);
      const code = tokens.open(request.query.token ?? '');
      if (code === null) return show(reply, unknownCode(wording));
      const own = readCookie(request, 'visit');
      const using = store.usingCode(code.codeId);
      // The phone that is paying, or has paid, is led to what became of it, and not told of a stranger.
      if (using !== null && using.checkoutId === own) return goTo(reply, own);
      if (using !== null) {
        return show(reply, (using.state === 'CAPTURED' ? usedCode : codeInUse)(code, wording));
      }
      const begun = own === null ? null : checkouts.get(own);
      if (begun?.code.codeId === code.codeId && isUnderWay(begun, store.ofCheckout(begun.id))) {
        return goTo(reply, begun.id);
      }
      if (now() >= code.expiresAt) return show(reply, expiredCode(code, wording));
      const { id } = checkouts.open(code);
      keepCookie(reply, 'visit', id);
      return goTo(reply, id);
    },
  );

  site.get(READY_PATH, async (request, reply) => show(reply, phoneReady(wordingFor(request))));

  site.get(
    visitPath(':id'),
    { schema: { params: Type.Object({ id: Type.String() }) } },
    async (request, reply) => {
      const wording = wordingFor(request);
      const { id } = request.params;
      const checkout = checkouts.get(id);
      const page = checkout && stepPage(checkout, wording);
      if (page) return show(reply, page);
      if (checkout?.at.step === 'left') return show(reply, left(checkout.code, wording));
      // A visit is forgotten when the sandbox restarts; the payment it made is not.
      const payment = store.ofCheckout(id);
      if (payment === null) return show(reply, visitOver(wording));
      return show(reply, paymentPage(payment, now(), checkout && actionPath(id, 'again'), wording));
    },
  );
}

/** Whether a scan of the same code goes on with the visit, rather than beginning another. */
function isUnderWay({ at }: Checkout, payment: Payment | null): boolean {
  if (at.step === 'payment') return payment !== null && payment.state !== 'VOIDED';
  return at.step !== 'left';
}
