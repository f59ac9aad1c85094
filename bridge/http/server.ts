/** The bridge's HTTP server: every body checked strictly at the door (S3), every error in one shape. */
import formbody from '@fastify/formbody';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { LogController, type FastifyError } from 'fastify';
import { FundingRefusedError } from '../funding/desk.ts';
import type { ErrorAnswer } from '../funding/funding.ts';
import type { Log } from '../log.ts';

export type HttpServer = ReturnType<typeof createHttpServer>;

const MAX_BODY_BYTES = 16_384;

export function createHttpServer(log: Log) {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.register(formbody, { bodyLimit: MAX_BODY_BYTES });
  app.setErrorHandler((error: FastifyError | FundingRefusedError, request, reply) => {
    const [status, body] = answerForError(error);
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'MALFORMED', message: 'There is nothing at this path.' } }),
  );
  return app;
}

function answerForError(error: FastifyError | FundingRefusedError): [number, ErrorAnswer] {
  if (error instanceof FundingRefusedError) {
    return [error.code === 'CONFLICT' ? 409 : 400, { error: { code: error.code, message: error.message } }];
  }
  const status = error.statusCode ?? 500;
  if (status < 500) {
    const message = error.validation ? `The request is not valid: ${error.message}` : error.message;
    return [status, { error: { code: 'MALFORMED', message } }];
  }
  return [503, { error: { code: 'BUSY', message: 'Nothing was recorded. Try again with the same id.' } }];
}
