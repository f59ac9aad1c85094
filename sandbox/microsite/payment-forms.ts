/** Approve, cancel, try again: the forms that make a payment, or follow one. */
import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Checkout } from '../checkouts.ts';
import type { CancelReason } from '../payment.ts';
import { wordingFor } from './language.ts';
import { newPayment } from './new-payment.ts';
import { codeInUse } from './notice-pages.ts';
import type { MicrositePorts } from './ports.ts';
import { goTo, show } from './respond.ts';
import { actionPath } from './visit-path.ts';

const params = Type.Object({ id: Type.String() });

export function registerPaymentForms(
  parent: FastifyInstance,
  { checkouts, store, tpas, now }: Pick<MicrositePorts, 'checkouts' | 'store' | 'tpas' | 'now'>,
): void {
  const site = parent.withTypeProvider<TypeBoxTypeProvider>();

  /** @param givenUp null: the player and the bank agreed. */
  const pay = (reply: FastifyReply, checkout: Checkout, givenUp: CancelReason | null): FastifyReply => {
    const wording = wordingFor(reply.request);
    const payment = newPayment(checkout, randomUUID(), givenUp, now(), wording);
    if (!tpas.submit(payment)) return show(reply, codeInUse(checkout.code, wording));
    checkouts.advance(checkout.id, { event: 'paymentMade', fundingId: payment.fundingId });
    return goTo(reply, checkout.id);
  };

  site.post(actionPath(':id', 'approve'), { schema: { params } }, async ({ params: { id } }, reply) => {
    const checkout = checkouts.get(id);
    if (checkout?.at.step !== 'review') return goTo(reply, id);
    const { account, amount } = checkout.at;
    const { balance, declines } = account;
    const isRefused = declines !== null || (balance !== null && balance.minor < amount.minor);
    return pay(reply, checkout, isRefused ? 'BANK_REFUSED' : null);
  });

  site.post(actionPath(':id', 'cancel'), { schema: { params } }, async ({ params: { id } }, reply) => {
    const checkout = checkouts.get(id);
    if (checkout === null) return goTo(reply, id);
    switch (checkout.at.step) {
      case 'bank':
      case 'login':
      case 'question':
      case 'account':
      case 'review':
        return pay(reply, checkout, 'PLAYER_CANCELLED');
      case 'amount':
        checkouts.advance(id, { event: 'left' });
        return goTo(reply, id);
      case 'payment':
      case 'left':
        return goTo(reply, id);
    }
  });

  site.post(actionPath(':id', 'again'), { schema: { params } }, async ({ params: { id } }, reply) => {
    if (store.ofCheckout(id)?.state === 'VOIDED') checkouts.advance(id, { event: 'startAgain' });
    return goTo(reply, id);
  });
}
