/** Bodies of `text/csv`, as text. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from '../../platform/http/charset.ts';
import { ApiError } from '../../platform/http/error-answer.ts';

export function readsCsv(app: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    utf8Of(request, body),
  );
}

function utf8Of(request: FastifyRequest, body: Buffer): string {
  if (!isUtf8(request.headers['content-type'] ?? '')) {
    throw new ApiError(415, 'MALFORMED', 'The charset must be UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new ApiError(400, 'MALFORMED', 'The body is not UTF-8.');
  }
}
