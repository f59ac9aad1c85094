/** The control port: for the demo desk and the tests on this machine, and for nobody else. */
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { SandboxFaults, type SandboxPayment } from './control.ts';
import type { FaultSwitch } from './faults.ts';
import type { PaymentStore } from './payment-store.ts';
import type { Payment } from './payment.ts';

const MOST_PAYMENTS = 200;
/** The sandbox listens on loopback only; the name it was asked by tells a page that was rebound to it, or a proxy. */
const OWN_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function registerControl(
  parent: FastifyInstance,
  ports: { faults: FaultSwitch; store: PaymentStore },
): void {
  const { faults, store } = ports;
  const control = parent
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler);
  control.addHook('onRequest', async (request, reply) => {
    if (OWN_NAMES.has(request.hostname)) return;
    await reply
      .code(403)
      .send({ error: { code: 'NOT_LOCAL', message: 'the control port is for this machine' } });
  });
  control.get('/control/faults', async () => faults.faults);
  control.put('/control/faults', { schema: { body: SandboxFaults } }, (request, reply) => {
    faults.set(request.body);
    return reply.send(faults.faults);
  });
  control.get('/control/payments', async () => store.newest(MOST_PAYMENTS).map(shown));
}

/** Without the UBAI and the account, which are nobody's business (S1). */
function shown({ fundingId, asset, amount, captured, state, code, createdAt }: Payment): SandboxPayment {
  return { fundingId, asset, amount, captured, state, ...(code === null ? {} : { code }), createdAt };
}
