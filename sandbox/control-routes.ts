/** The control port: for the demo desk and the tests on this machine, and for nobody else. */
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance } from 'fastify';
import { isFromProgram } from '../protocol/loopback-door.ts';
import type { Europe } from './trustly-europe/europe.ts';
import type { OnFile } from './trustly-on-file/on-file.ts';
import { SandboxFaults, type SandboxPayment } from './control.ts';
import type { FaultSwitch } from './faults.ts';
import type { PaymentStore } from './payment-store.ts';
import type { Payment } from './payment.ts';

const MOST_PAYMENTS = 200;

export function registerControl(
  parent: FastifyInstance,
  ports: { faults: FaultSwitch; store: PaymentStore; onFile: OnFile | null; europe: Europe | null },
): void {
  const { faults, store, onFile, europe } = ports;
  const control = parent
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler);
  control.addHook('onRequest', async (request, reply) => {
    if (isFromProgram(request.headers, request.socket.localPort)) return;
    await reply.code(403).send({
      error: {
        code: 'NOT_LOCAL',
        message: 'the control port is for programs on this machine, not for web pages',
      },
    });
  });
  control.setErrorHandler((error: FastifyError, _request, reply) => {
    const code = error.validation ? 'NOT_OF_SCHEMA' : 'NOT_JSON';
    return reply.code(error.statusCode ?? 500).send({ error: { code, message: error.message } });
  });
  control.get('/control/faults', async () => faults.faults);
  control.put('/control/faults', { schema: { body: SandboxFaults } }, (request, reply) => {
    faults.set(request.body);
    return reply.send(faults.faults);
  });
  control.get('/control/payments', async () => store.newest(MOST_PAYMENTS).map(shown));
  onFile?.registerControl(control);
  europe?.registerControl(control);
}

/** Without the UBAI and the account, which are nobody's business [secrets-kept]. */
function shown(payment: Payment): SandboxPayment {
  const { fundingId, asset, amount, captured, state, code, createdAt, updatedAt } = payment;
  const capturedAt = state === 'CAPTURED' ? updatedAt : null;
  return {
    fundingId,
    asset,
    amount,
    captured,
    state,
    ...(code === null ? {} : { code }),
    createdAt,
    capturedAt,
  };
}
