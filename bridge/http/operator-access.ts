/**
 * Who may use the operators' JSON: programs of the systems team with the operator token, people with the name and
 * password of their account (HTTP Basic; never asked for, so that no browser keeps it).
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { isPassword } from '../floor/password.ts';
import type { Operators } from '../ledger/operators.ts';
import { refuseIfTooMany } from './api-access.ts';
import { parseBasic, type BasicCredentials } from './basic.ts';
import { bearerOf } from './bearer.ts';
import { ApiError } from './error-answer.ts';
import { requireOwnOrigin } from './own-origin.ts';
import { requirePermission, type Role } from './permission.ts';
import type { Knock, RefusedLogins } from './refused-logins.ts';
import { sameText } from './same-text.ts';

export interface OperatorPrincipal {
  /** As the audit trail names it. */
  readonly name: string;
  readonly role: Role;
}

export class OperatorAccess {
  readonly #operators: Operators;
  readonly #token: string;
  readonly #logins: RefusedLogins;

  constructor(operators: Operators, token: string, logins: RefusedLogins) {
    this.#operators = operators;
    this.#token = token;
    this.#logins = logins;
  }

  /** @throws {ApiError} 401, or 429 after too many wrong ones. */
  async admit({ headers, ip: address }: FastifyRequest, reply: FastifyReply): Promise<OperatorPrincipal> {
    const credentials = parseBasic(headers.authorization);
    const knock: Knock = credentials
      ? { door: 'operator', principal: credentials.user, address }
      : { door: 'bearer', principal: '', address };
    // A password can be guessed, so none is looked at while there were too many; a token can not.
    if (credentials) refuseIfTooMany(reply, this.#logins.waitS(knock));
    const principal = credentials
      ? await this.#accountOf(credentials)
      : this.#programOf(headers.authorization);
    if (principal) return principal;
    if (headers.authorization !== undefined) refuseIfTooMany(reply, this.#logins.refused(knock));
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

  async #accountOf({ user, password }: BasicCredentials): Promise<OperatorPrincipal | null> {
    const operator = await this.#operators.find(user);
    const good = await isPassword(password, operator?.passwordHash ?? null);
    return good && operator ? { name: operator.name, role: operator.role } : null;
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

/** The same before anybody was let in: null. */
export function operatorNameOf(request: FastifyRequest): string | null {
  return principals.get(request)?.name ?? null;
}
