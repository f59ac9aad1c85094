/**
 * One line in the log for each funding, and each cancellation, that was refused or not decided: somebody who follows a
 * disputed payment finds everything that became of it under its id. The account stays out [no-personal-data]. A caller
 * without an access token, or one that asks too often, writes nothing here.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AssetId } from '../../../../protocol/egm-link.ts';
import { Currency } from '../../../../protocol/money.ts';
import { DecimalAmount, FundingId } from '../../../money/funding.ts';
import { answeredErrorOf } from '../../../platform/http/answered-error.ts';
import { isLetIn } from './api-access.ts';

/** What the line repeats of a request: only the fields that are well formed, and nothing else of a body. */
const TOLD = { fundingId: FundingId, asset: AssetId, amount: DecimalAmount, currency: Currency };

export function logRefusedFundings(app: Pick<FastifyInstance, 'addHook'>): void {
  // Written before the answer leaves: a caller that has gone by then is the one who will ask.
  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'POST') tell(request, reply);
  });
}

function tell(request: FastifyRequest, reply: FastifyReply): void {
  const error = answeredErrorOf(request);
  if (error === null || error.code === 'TOO_MANY_REQUESTS' || !isLetIn(request)) return;
  const said = { ...fieldsOf(request.body), ...fieldsOf(request.params) };
  const told = Object.entries(TOLD).filter(([name, schema]: [string, TSchema]) =>
    Value.Check(schema, said[name]),
  );
  const isCancel = request.routeOptions.url?.endsWith('/cancel') === true;
  request.log.warn(
    {
      event: isCancel ? 'funding.cancelled' : 'funding',
      ...Object.fromEntries(told.map(([name]) => [name, said[name]])),
      status: statusOf(reply.statusCode),
      code: error.code,
      problem: error.message,
      durationMs: Math.round(reply.elapsedTime),
    },
    isCancel ? 'cancellation refused' : 'funding refused',
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** UNDECIDED: nothing was recorded. UNKNOWN: it may have been; the caller asks again. */
function statusOf(httpStatus: number): 'REFUSED' | 'UNDECIDED' | 'UNKNOWN' {
  if (httpStatus < 500) return 'REFUSED';
  return httpStatus === 503 ? 'UNDECIDED' : 'UNKNOWN';
}
