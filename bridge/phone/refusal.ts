/** Why a page cannot be used, as a sentence for the player and a status for programs. */
import type { Refusal } from './texts/texts.ts';

const STATUS: Readonly<Record<Refusal, number>> = {
  CODE_EXPIRED: 410,
  CODE_NOT_OURS: 404,
  MACHINE_GONE: 410,
  MACHINE_DISABLED: 403,
  MACHINE_NOT_CONNECTED: 503,
  MACHINE_NOT_READY: 503,
  AMOUNT_NOT_TAKEN: 400,
  NOT_TAKEN_HERE: 403,
  NO_COOKIE: 403,
  FORM_OLD: 403,
  TOO_MANY: 429,
  NOTHING_HERE: 404,
  FAILED: 500,
};

/** Thrown by a handler of a page; answered with the page of its kind. */
export class PageRefusal extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(`the page is refused: ${refusal}`, options);
    this.name = 'PageRefusal';
    this.refusal = refusal;
  }

  get status(): number {
    return STATUS[this.refusal];
  }
}

/** What a page of an error says. What the request has not, is nothing that a form of ours sends. */
export function refusalOf(error: unknown): PageRefusal {
  if (error instanceof PageRefusal) return error;
  const { statusCode: status = 500 } = error as { statusCode?: number };
  if (status === 429) return new PageRefusal('TOO_MANY', { cause: error });
  return new PageRefusal(status < 500 ? 'NOTHING_HERE' : 'FAILED', { cause: error });
}
