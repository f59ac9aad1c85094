/** The systems team's programs sign in with the operator's token. */
import type { onRequestAsyncHookHandler } from 'fastify';
import { sameText } from './same-text.ts';
import { bearerOf } from './bearer.ts';
import { ApiError } from './error-answer.ts';

export function requireOperator(operatorToken: string): onRequestAsyncHookHandler {
  return async (request) => {
    const token = bearerOf(request.headers.authorization);
    if (token !== null && sameText(token, operatorToken)) return;
    throw new ApiError(401, 'UNAUTHORIZED', "The operator's token is needed.");
  };
}
