/** The bridge's HTTP server: every body checked strictly [checked-at-the-door], every error in one shape. */
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { hasStorableTexts } from '../../../protocol/storable-text.ts';
import type { TlsOptions } from './tls.ts';
import type { Log } from '../log.ts';
import { NothingRecordedError } from '../postgres/database.ts';
import { noteAnsweredError } from './answered-error.ts';
import { ApiError, type ErrorAnswer } from './error-answer.ts';
import { isUtf8 } from './charset.ts';
import { refuseExpectation, refuseUnreadable } from './http-refusals.ts';
import { parseStrictJson, StrictJsonError } from '../../../protocol/strict-json.ts';

export const MAX_BODY_BYTES = 16_384;

export type HttpServer = ReturnType<typeof createHttpServer>;

export interface HttpTimes {
  /** How long a request may take to arrive, headers and body; and before it the handshake of TLS. */
  readonly requestMs: number;
  /** How often that is looked at. */
  readonly checkEveryMs: number;
}
export const TIMES: HttpTimes = { requestMs: 30_000, checkEveryMs: 5_000 };

/**
 * @param tls `null`: plain text.
 * @param trustedProxies addresses and networks whose `X-Forwarded-…` headers are believed.
 */
export function createHttpServer(
  log: Log,
  tls: TlsOptions | null,
  trustedProxies: readonly string[],
  times = TIMES,
) {
  const node = {
    connectionsCheckingInterval: times.checkEveryMs,
    headersTimeout: times.requestMs,
    requestTimeout: times.requestMs,
    requireHostHeader: false,
  };
  const app = fastify({
    ...(tls ? { https: { ...node, ...tls, handshakeTimeout: times.requestMs } } : { http: node }),
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refusePath,
    loggerInstance: log,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: times.requestMs,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  acceptStrictJson(app as unknown as FastifyInstance);
  app.addHook('preValidation', async ({ body, query, params }) => {
    if (hasStorableTexts([body, query, params])) return;
    throw new ApiError(400, 'MALFORMED', 'A text has a NUL character or half a surrogate pair in it.');
  });
  /** Requests whose handler has begun: before, nothing can have been recorded. */
  const begun = new WeakSet<FastifyRequest>();
  app.addHook('preHandler', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') begun.add(request);
  });
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
    const isCertain = error instanceof NothingRecordedError || !begun.has(request);
    const [status, body] = answerForError(error, isCertain);
    const isMeant = error instanceof ApiError;
    const { code, message } = body.error;
    noteAnsweredError(request, { code: isMeant ? error.loggedAs : code, message });
    if (status >= 500 && !isMeant)
      request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return reply.code(status).send(body);
  });
  app.addHook('onRequest', async (request) => {
    // Node would answer this one without a body.
    if (request.headers.host === undefined)
      throw new ApiError(400, 'MALFORMED', 'The header Host is missing.');
  });
  app.server.on('checkExpectation', refuseExpectation);
  app.addHook('onRequest', async ({ protocol }, reply) => {
    if (protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NOT_FOUND', 'There is nothing at this path.')),
  );
  return app;
}

/** A path that the router cannot read, or an id in it that is too long. */
function refusePath(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  reply.code(error.statusCode ?? 400).send(errorBody('MALFORMED', 'The path of the request is not valid.'));
}

function acceptStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (!isUtf8(request.headers['content-type'] ?? '')) {
        throw new ApiError(415, 'MALFORMED', 'The charset must be UTF-8.');
      }
      if (body.length === 0) return undefined;
      return parseStrictJson(body);
    },
  );
}

/** @param isCertain that nothing was recorded. */
function answerForError(error: FastifyError | ApiError, isCertain: boolean): [number, ErrorAnswer] {
  if (error instanceof ApiError) {
    const { retryAt } = error;
    const body = errorBody(error.code, error.message);
    if (retryAt) body.error.retryAt = retryAt.toISOString();
    return [error.statusCode, body];
  }
  if (error instanceof StrictJsonError) return [400, errorBody('MALFORMED', error.message)];
  const status = error.statusCode ?? 500;
  if (status >= 500) return isCertain ? [503, NOTHING_RECORDED] : [500, OUTCOME_UNKNOWN];
  if (status === 429) return [429, errorBody('TOO_MANY_REQUESTS', 'Too many requests from this address.')];
  const message = error.validation ? `The request is not valid: ${error.message}` : error.message;
  return [status, errorBody('MALFORMED', message)];
}

const NOTHING_RECORDED = errorBody('UNAVAILABLE', 'Nothing was recorded. Try again with the same id.');
const OUTCOME_UNKNOWN = errorBody(
  'OUTCOME_UNKNOWN',
  'It is not known whether this was recorded. Ask for this id, or repeat the same request.',
);

function errorBody(code: ErrorAnswer['error']['code'], message: string): ErrorAnswer {
  return { error: { code, message } };
}
