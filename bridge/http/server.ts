/** The bridge's HTTP server: every body checked strictly at the door (S3), every error in one shape. */
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import { FundingRefusedError } from '../funding/new-funding.ts';
import type { TlsOptions } from './tls.ts';
import type { Log } from '../log.ts';
import { ApiError, type ErrorAnswer } from './error-answer.ts';
import { parseStrictJson, StrictJsonError } from './strict-json.ts';

export const MAX_BODY_BYTES = 16_384;

export type HttpServer = ReturnType<typeof createHttpServer>;

/** @param tls `null`: plain text. */
export function createHttpServer(log: Log, tls: TlsOptions | null) {
  const app = fastify({
    ...(tls && { https: { ...tls } }),
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  acceptStrictJson(app as unknown as FastifyInstance);
  app.setErrorHandler((error: FastifyError | ApiError | FundingRefusedError, request, reply) => {
    const [status, body] = answerForError(error);
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NOT_FOUND', 'There is nothing at this path.')),
  );
  return app;
}

function acceptStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const charset = /charset="?([^";]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
      if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
        throw new ApiError(415, 'MALFORMED', 'The charset must be UTF-8.');
      }
      if (body.length === 0) return undefined;
      return parseStrictJson(body);
    },
  );
}

function answerForError(error: FastifyError | ApiError | FundingRefusedError): [number, ErrorAnswer] {
  if (error instanceof FundingRefusedError) {
    return [error.code === 'CONFLICT' ? 409 : 400, errorBody(error.code, error.message)];
  }
  if (error instanceof ApiError) {
    const { retryAt } = error;
    const body = errorBody(error.code, error.message);
    if (retryAt) body.error.retryAt = retryAt.toISOString();
    return [error.statusCode, body];
  }
  if (error instanceof StrictJsonError) return [400, errorBody('MALFORMED', error.message)];
  const status = error.statusCode ?? 500;
  if (status >= 500)
    return [503, errorBody('UNAVAILABLE', 'Nothing was recorded. Try again with the same id.')];
  if (status === 429) return [429, errorBody('TOO_MANY_REQUESTS', 'Too many requests from this address.')];
  const message = error.validation ? `The request is not valid: ${error.message}` : error.message;
  return [status, errorBody('MALFORMED', message)];
}

function errorBody(code: ErrorAnswer['error']['code'], message: string): ErrorAnswer {
  return { error: { code, message } };
}
