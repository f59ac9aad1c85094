/** One shape and one closed set of codes for every error that the APIs answer. */
import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import { annotated } from './annotated.ts';

const closed = { additionalProperties: false } as const;

export const ApiErrorCode = Type.Enum([
  'MALFORMED',
  'CONFLICT',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'TIMED_OUT',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'CURRENCY_MISMATCH',
  'ABOVE_CEILING',
  'COOLING_OFF',
]);
export type ApiErrorCode = Static<typeof ApiErrorCode>;

export const ErrorAnswer = Type.Object(
  {
    error: Type.Object(
      {
        code: ApiErrorCode,
        message: Type.String({
          description: 'For a person who reads a log. Not for the player, not to be parsed.',
        }),
        retryAt: Type.Optional(
          Type.String({ description: 'With COOLING_OFF: ISO 8601 instant of the next chance.' }),
        ),
      },
      closed,
    ),
  },
  closed,
);
export type ErrorAnswer = Static<typeof ErrorAnswer>;

/** Thrown by a request handler; the server's error handler answers it. */
export class ApiError extends Error {
  readonly statusCode: number;
  readonly code: ApiErrorCode;
  readonly retryAt: Date | undefined;
  /** The code in our own log, which may say more than the caller is told. */
  readonly loggedAs: string;

  constructor(
    statusCode: number,
    code: ApiErrorCode,
    message: string,
    { retryAt, loggedAs = code, cause }: { retryAt?: Date; loggedAs?: string; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'ApiError';
    this.statusCode = statusCode;
    this.code = code;
    this.retryAt = retryAt;
    this.loggedAs = loggedAs;
  }
}

/** @throws {ApiError} 429 when there were too many wrong logins before this one. */
export function refuseIfTooMany(reply: FastifyReply, waitS: number): void {
  if (waitS === 0) return;
  reply.header('retry-after', waitS);
  throw new ApiError(429, 'TOO_MANY_REQUESTS', 'Too many wrong logins from this address.');
}

/** The schema of an error with its own description and example, for the API document. */
export function errorAnswer(description: string, code: ApiErrorCode, message: string) {
  const example: ErrorAnswer = { error: { code, message } };
  return annotated(ErrorAnswer, { description, examples: [example] });
}

/** Errors that every operation of the APIs may answer. */
export const READ_ERRORS = {
  400: errorAnswer(
    'MALFORMED: not JSON, a duplicated key, not of the schema, or too many decimals. Nothing was changed.',
    'MALFORMED',
    'The request is not valid: body/amount must match pattern',
  ),
  401: errorAnswer(
    'UNAUTHORIZED: no access token, or one that is expired or not ours. Get a new one and repeat the request.',
    'UNAUTHORIZED',
    'A valid access token is needed.',
  ),
  403: errorAnswer(
    "FORBIDDEN: the caller's address is not on the allow list.",
    'FORBIDDEN',
    'Requests from this address are not accepted.',
  ),
  429: errorAnswer(
    'TOO_MANY_REQUESTS: wait for `retry-after` seconds, then repeat the request.',
    'TOO_MANY_REQUESTS',
    'Too many requests from this address.',
  ),
  503: errorAnswer(
    'UNAVAILABLE: nothing was recorded; the message says why. Repeat the same request, with back-off.',
    'UNAVAILABLE',
    'Nothing was recorded. Try again with the same id.',
  ),
};

const OUTCOME_UNKNOWN = {
  500: errorAnswer(
    'OUTCOME_UNKNOWN: it is not known whether this was recorded. Repeat the same request, with back-off, or ask by GET.',
    'OUTCOME_UNKNOWN',
    'It is not known whether this was recorded. Ask for this id, or repeat the same request.',
  ),
};

/** Errors that an operation may answer that changes something. */
export const CHANGE_ERRORS = { ...READ_ERRORS, ...OUTCOME_UNKNOWN };

/** And those of one with a body. */
export const WRITE_ERRORS = {
  ...CHANGE_ERRORS,
  413: errorAnswer('MALFORMED: a body of more than 16 KiB.', 'MALFORMED', 'Request body is too large'),
  415: errorAnswer(
    'MALFORMED: a media type or charset other than JSON in UTF-8.',
    'MALFORMED',
    'Unsupported Media Type',
  ),
};
