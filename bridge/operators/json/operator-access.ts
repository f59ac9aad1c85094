/**
 * Who may use the operators' JSON: programs of the systems team with the operator token, people with the name and
 * password of their account (HTTP Basic; never asked for, so that no browser keeps it).
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { parseBasic } from '../../platform/http/basic.ts';
import { bearerOf } from '../../platform/bearer.ts';
import { ApiError, refuseIfTooMany } from '../../platform/http/error-answer.ts';
import { requireOwnOrigin } from '../own-origin.ts';
import type { PasswordDoor } from '../password-door.ts';
import { requirePermission, type Role } from '../permission.ts';
import type { RefusedLogins } from '../../platform/http/refused-logins.ts';
import { sameText } from '../../platform/http/same-text.ts';

export interface OperatorPrincipal {
  /** As the audit trail names it. */
  readonly name: string;
  readonly role: Role;
}

export class OperatorAccess {
  readonly #passwords: PasswordDoor;
  readonly #token: string;
  readonly #logins: RefusedLogins;

  constructor(passwords: PasswordDoor, token: string, logins: RefusedLogins) {
    this.#passwords = passwords;
    this.#token = token;
    this.#logins = logins;
  }

  /** @throws {ApiError} 401, or 429 after too many wrong ones. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<OperatorPrincipal> {
    const { authorization } = request.headers;
    const credentials = parseBasic(authorization);
    const principal = credentials
      ? await this.#passwords.admit(request, reply, credentials)
      : this.#programOf(authorization);
    if (principal) return { name: principal.name, role: principal.role };
    if (!credentials && authorization !== undefined) {
      const knock = { door: 'bearer', principal: '', address: request.ip } as const;
      refuseIfTooMany(reply, this.#logins.refused(knock));
    }
    throw new ApiError(
      401,
      'UNAUTHORIZED',
      "The operator token, or an operator's name and password, is needed.",
    );
  }

  #programOf(authorization: string | undefined): OperatorPrincipal | null {
    const token = bearerOf(authorization);
    return token !== null && sameText(token, this.#token) ? PROGRAM : null;
  }
}

const PROGRAM: OperatorPrincipal = { name: 'operator-token', role: 'program' };

const principals = new WeakMap<FastifyRequest, OperatorPrincipal>();

export function requireOperator(access: OperatorAccess): onRequestAsyncHookHandler {
  return async (request, reply) => {
    requireOwnOrigin(request, 'accept');
    const principal = await access.admit(request, reply);
    requirePermission(request, principal);
    principals.set(request, principal);
  };
}

/** Whoever {@link requireOperator} let in: the name for the audit trail. */
export function actorOf(request: FastifyRequest): string {
  const principal = principals.get(request);
  if (!principal) throw new Error('a route without operator access asks for its operator');
  return principal.name;
}

/** Requests are counted by who makes them and address, so that nobody uses up what another may. */
export function operatorRateKey(request: FastifyRequest): string {
  return JSON.stringify([operatorNameOf(request), request.ip]);
}

/** The same; null before anybody was let in. */
export function operatorNameOf(request: FastifyRequest): string | null {
  return principals.get(request)?.name ?? null;
}
