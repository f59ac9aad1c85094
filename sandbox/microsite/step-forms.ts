/** The forms of the steps before the approval. None of them moves money. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { CheckoutEvent } from '../checkout.ts';
import { BANKS, type Bank, type DemoBank } from '../demo-bank.ts';
import { readAmount } from './amount-form.ts';
import type { MicrositePorts } from './ports.ts';
import { goTo } from './respond.ts';
import { actionPath } from './visit-path.ts';

const params = Type.Object({ id: Type.String() });
const Text = Type.String({ maxLength: 64 });
const AmountForm = Type.Object({ amount: Type.Optional(Text), other: Type.Optional(Text) });
const LoginForm = Type.Object({ userName: Text, passPhrase: Text });

export function registerStepForms(
  parent: FastifyInstance,
  { checkouts, bank }: Pick<MicrositePorts, 'checkouts' | 'bank'>,
): void {
  const site = parent.withTypeProvider<TypeBoxTypeProvider>();

  site.post(
    actionPath(':id', 'amount'),
    { schema: { params, body: AmountForm } },
    async ({ params: { id }, body }, reply) => {
      checkouts.advance(id, { event: 'amount', choice: readAmount(body) });
      return goTo(reply, id);
    },
  );

  site.post(
    actionPath(':id', 'bank'),
    { schema: { params, body: Type.Object({ bank: Text }) } },
    async ({ params: { id }, body }, reply) => {
      const chosen = BANKS.find((one) => one.id === body.bank);
      if (chosen !== undefined) checkouts.advance(id, { event: 'bank', bank: chosen });
      return goTo(reply, id);
    },
  );

  site.post(
    actionPath(':id', 'login'),
    { schema: { params, body: LoginForm } },
    async ({ params: { id }, body }, reply) => {
      const at = checkouts.get(id)?.at;
      if (at?.step === 'login') checkouts.advance(id, await logIn(bank, at.bank, body));
      return goTo(reply, id);
    },
  );

  site.post(
    actionPath(':id', 'account'),
    { schema: { params, body: Type.Object({ account: Text }) } },
    async ({ params: { id }, body }, reply) => {
      const at = checkouts.get(id)?.at;
      const account = at?.step === 'account' ? at.accounts[Number(body.account)] : undefined;
      if (account !== undefined) checkouts.advance(id, { event: 'account', account });
      return goTo(reply, id);
    },
  );

  site.post(actionPath(':id', 'back'), { schema: { params } }, async ({ params: { id } }, reply) => {
    checkouts.advance(id, { event: 'back' });
    return goTo(reply, id);
  });
}

async function logIn(
  demoBank: DemoBank,
  at: Bank,
  form: { userName: string; passPhrase: string },
): Promise<CheckoutEvent> {
  const userName = form.userName.trim();
  const passPhrase = form.passPhrase.trim();
  if (userName === '' || passPhrase === '') return { event: 'loginRefused', problem: 'MISSING' };
  const { delayMs, result } = demoBank.login(at, userName, passPhrase);
  await delay(delayMs, undefined, { ref: false });
  return 'refused' in result
    ? { event: 'loginRefused', problem: result.refused }
    : { event: 'loggedIn', accounts: result.accounts };
}
