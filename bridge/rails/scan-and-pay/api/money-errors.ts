/** How this API answers errors of the folder money. */
import type { FastifyInstance } from 'fastify';
import { MachineClosedError } from '../../../money/machine-closed.ts';
import { FundingRefusedError } from '../../../money/new-funding.ts';
import { ApiError } from '../../../platform/http/error-answer.ts';

/** Handles errors of this plugin's routes. The server answers the rest, and the errors that this makes. */
export function answerMoneyErrors(app: Pick<FastifyInstance, 'setErrorHandler'>): void {
  app.setErrorHandler((error) => {
    throw asApiError(error);
  });
}

function asApiError(error: unknown): unknown {
  if (error instanceof FundingRefusedError) {
    const { code, message } = error;
    return new ApiError(code === 'CONFLICT' ? 409 : 400, code, message, { cause: error });
  }
  if (error instanceof MachineClosedError)
    return new ApiError(503, 'UNAVAILABLE', error.message, { loggedAs: error.code, cause: error });
  return error;
}
