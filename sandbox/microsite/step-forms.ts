/** The forms of the steps before the approval. None of them moves money. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { CheckoutEvent } from '../checkout.ts';
import { BANKS, type Credentials, type DemoBank, type LoginResult } from '../demo-bank.ts';
import { readAmount } from './amount-form.ts';
import type { MicrositePorts } from './ports.ts';
import { goTo } from './respond.ts';
import { actionPath } from './visit-path.ts';

const params = Type.Object({ id: Type.String() });
const Text = Type.String({ maxLength: 64 });
const AmountForm = Type.Object({ amount: Type.Optional(Text), other: Type.Optional(Text) });
const AnswerForm = Type.Record(Text, Text);
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
      if (at?.step === 'login') checkouts.advance(id, await logIn(bank, { bank: at.bank, ...body }));
      return goTo(reply, id);
    },
  );

  site.post(
    actionPath(':id', 'answer'),
    { schema: { params, body: AnswerForm } },
    async ({ params: { id }, body }, reply) => {
      const at = checkouts.get(id)?.at;
      if (at?.step === 'question') {
        const { credentials, asked } = at;
        checkouts.advance(id, eventOf(credentials, bank.answer(credentials, asked, body)));
      }
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

async function logIn(demoBank: DemoBank, form: Credentials): Promise<CheckoutEvent> {
  const userName = form.userName.trim();
  const passPhrase = form.passPhrase.trim();
  if (userName === '' || passPhrase === '') return { event: 'loginRefused', problem: 'MISSING' };
  const credentials = { bank: form.bank, userName, passPhrase };
  const { delayMs, result } = demoBank.login(credentials);
  await delay(delayMs, undefined, { ref: false });
  return eventOf(credentials, result);
}

function eventOf(credentials: Credentials, result: LoginResult): CheckoutEvent {
  if ('refused' in result) return { event: 'loginRefused', problem: result.refused };
  if ('asked' in result) return { event: 'asked', credentials, asked: result.asked };
  return { event: 'loggedIn', accounts: result.accounts };
}
