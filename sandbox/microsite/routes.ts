/** The microsite over HTTP: server-rendered pages, one address per visit, and forms that post to it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CodeTokens } from '../code-token.ts';
import type { Checkout, Checkouts } from '../checkouts.ts';
import { BANKS, type DemoBank } from '../demo-bank.ts';
import type { PaymentStore } from '../payment-store.ts';
import type { Payment } from '../payment.ts';
import type { Tpas } from '../tpas.ts';
import { readAmount } from './amount-form.ts';
import { registerAssets } from './assets.ts';
import { MICROSITE_PATH, renderPage, type Page } from './layout.ts';
import { codeInUse, expiredCode, left, unknownCode, usedCode, visitOver } from './notice-pages.ts';
import { newPayment } from './new-payment.ts';
import { checkoutPath, paymentPage } from './payment-page.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { stepPage } from './step-pages.ts';

export interface MicrositePorts {
  readonly tokens: CodeTokens;
  readonly checkouts: Checkouts;
  readonly store: PaymentStore;
  readonly tpas: Tpas;
  readonly bank: DemoBank;
  readonly now: () => number;
}

const Visit = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Text = Type.String({ maxLength: 64 });

export async function registerMicrosite(parent: FastifyInstance, ports: MicrositePorts): Promise<void> {
  const { tokens, checkouts, store, tpas, bank, now } = ports;
  const site = parent.withTypeProvider<TypeBoxTypeProvider>().setValidatorCompiler(TypeBoxValidatorCompiler);
  await site.register(formbody, { bodyLimit: 4_096 });
  registerAssets(site);
  site.addHook('onRequest', async (_request, reply) => {
    void reply.headers(SECURITY_HEADERS);
  });

  const show = (reply: FastifyReply, page: Page): FastifyReply =>
    reply.code(page.status).type('text/html; charset=utf-8').send(renderPage(page));
  const goTo = (reply: FastifyReply, id: string): FastifyReply => reply.redirect(checkoutPath(id), 303);

  /** Records the payment, shows it, and lets the payment agent service take it from there. */
  const pay = (reply: FastifyReply, checkout: Checkout, payment: Payment): FastifyReply => {
    if (!tpas.submit(payment)) return show(reply, codeInUse(checkout.code));
    checkouts.advance(checkout.id, { event: 'paymentMade', fundingId: payment.fundingId });
    return goTo(reply, checkout.id);
  };

  site.get(
    MICROSITE_PATH,
    { schema: { querystring: Type.Object({ token: Type.Optional(Type.String({ maxLength: 4_096 })) }) } },
    async (request, reply) => {
      const code = tokens.open(request.query.token ?? '');
      if (code === null) return show(reply, unknownCode());
      const using = store.usingCode(code.codeId);
      if (using !== null) return show(reply, using.state === 'CAPTURED' ? usedCode(code) : codeInUse(code));
      if (now() >= code.expiresAt) return show(reply, expiredCode(code));
      return goTo(reply, checkouts.open(code).id);
    },
  );

  site.get(`${MICROSITE_PATH}/checkout/:id`, { schema: { params: Visit } }, async (request, reply) => {
    const { id } = request.params;
    const checkout = checkouts.get(id);
    if (checkout !== null) {
      const page = stepPage(checkout);
      if (page !== null) return show(reply, page);
      if (checkout.at.step === 'left') return show(reply, left(checkout.code));
    }
    // A visit is forgotten when the sandbox restarts; the payment it made is not.
    const payment = store.ofCheckout(id);
    if (payment === null) return show(reply, visitOver());
    const retryPath = checkout === null ? null : `${checkoutPath(id)}/again`;
    return show(reply, paymentPage(payment, now(), retryPath));
  });

  site.post(
    `${MICROSITE_PATH}/checkout/:id/amount`,
    {
      schema: {
        params: Visit,
        body: Type.Object({ amount: Type.Optional(Text), other: Type.Optional(Text) }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      checkouts.advance(id, { event: 'amount', choice: readAmount(request.body) });
      return goTo(reply, id);
    },
  );

  site.post(
    `${MICROSITE_PATH}/checkout/:id/bank`,
    { schema: { params: Visit, body: Type.Object({ bank: Text }) } },
    async (request, reply) => {
      const { id } = request.params;
      const chosen = BANKS.find((one) => one.id === request.body.bank);
      if (chosen !== undefined) checkouts.advance(id, { event: 'bank', bank: chosen });
      return goTo(reply, id);
    },
  );

  site.post(
    `${MICROSITE_PATH}/checkout/:id/login`,
    { schema: { params: Visit, body: Type.Object({ userName: Text, passPhrase: Text }) } },
    async (request, reply) => {
      const { id } = request.params;
      const at = checkouts.get(id)?.at;
      if (at?.step !== 'login') return goTo(reply, id);
      const userName = request.body.userName.trim();
      const passPhrase = request.body.passPhrase.trim();
      if (userName === '' || passPhrase === '') {
        checkouts.advance(id, { event: 'loginRefused', problem: 'MISSING' });
        return goTo(reply, id);
      }
      const { delayMs, result } = bank.login(at.bank, userName, passPhrase);
      await delay(delayMs);
      checkouts.advance(
        id,
        'refused' in result
          ? { event: 'loginRefused', problem: result.refused }
          : { event: 'loggedIn', accounts: result.accounts },
      );
      return goTo(reply, id);
    },
  );

  site.post(
    `${MICROSITE_PATH}/checkout/:id/account`,
    { schema: { params: Visit, body: Type.Object({ account: Text }) } },
    async (request, reply) => {
      const { id } = request.params;
      const at = checkouts.get(id)?.at;
      const account = at?.step === 'account' ? at.accounts[Number(request.body.account)] : undefined;
      if (account !== undefined) checkouts.advance(id, { event: 'account', account });
      return goTo(reply, id);
    },
  );

  site.post(
    `${MICROSITE_PATH}/checkout/:id/approve`,
    { schema: { params: Visit } },
    async (request, reply) => {
      const checkout = checkouts.get(request.params.id);
      if (checkout?.at.step !== 'review') return goTo(reply, request.params.id);
      const { account, amount } = checkout.at;
      const refusal = account.balance.minor < amount.minor ? 'BANK_REFUSED' : null;
      return pay(reply, checkout, newPayment(checkout, randomUUID(), refusal, now()));
    },
  );

  site.post(
    `${MICROSITE_PATH}/checkout/:id/cancel`,
    { schema: { params: Visit } },
    async (request, reply) => {
      const checkout = checkouts.get(request.params.id);
      if (checkout === null || checkout.at.step === 'payment') return goTo(reply, request.params.id);
      if (checkout.at.step === 'amount' || checkout.at.step === 'left') {
        checkouts.advance(checkout.id, { event: 'left' });
        return goTo(reply, checkout.id);
      }
      return pay(reply, checkout, newPayment(checkout, randomUUID(), 'PLAYER_CANCELLED', now()));
    },
  );

  site.post(`${MICROSITE_PATH}/checkout/:id/back`, { schema: { params: Visit } }, async (request, reply) => {
    checkouts.advance(request.params.id, { event: 'back' });
    return goTo(reply, request.params.id);
  });

  site.post(`${MICROSITE_PATH}/checkout/:id/again`, { schema: { params: Visit } }, async (request, reply) => {
    const { id } = request.params;
    if (store.ofCheckout(id)?.state === 'VOIDED') checkouts.advance(id, { event: 'startAgain' });
    return goTo(reply, id);
  });
}
