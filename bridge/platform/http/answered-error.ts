/** Which error a request was answered with, for whoever logs what became of it. */
import type { FastifyRequest } from 'fastify';

export interface AnsweredError {
  readonly code: string;
  readonly message: string;
}

const answered = new WeakMap<FastifyRequest, AnsweredError>();

export function noteAnsweredError(request: FastifyRequest, error: AnsweredError): void {
  answered.set(request, error);
}

/** @returns null for a request that was not answered with an error. */
export function answeredErrorOf(request: FastifyRequest): AnsweredError | null {
  return answered.get(request) ?? null;
}
