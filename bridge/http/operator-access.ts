/**
 * Who may use the operators' JSON: programs of the systems team with the operator token, people with the name and
 * password of their account (HTTP Basic; never asked for, so that no browser keeps it).
 */
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { isPassword } from '../floor/password.ts';
import type { Operators } from '../ledger/operators.ts';
import { parseBasic } from './basic.ts';
import { bearerOf } from './bearer.ts';
import { ApiError } from './error-answer.ts';
import { requireOwnOrigin } from './own-origin.ts';
import { requirePermission, type Role } from './permission.ts';
import { sameText } from './same-text.ts';

export interface OperatorPrincipal {
  /** As the audit trail names it. */
  readonly name: string;
  readonly role: Role;
}

export class OperatorAccess {
  readonly #operators: Operators;
  readonly #token: string;

  constructor(operators: Operators, token: string) {
    this.#operators = operators;
    this.#token = token;
  }

  /** @returns null when the credentials are not good. */
  async principalOf({ headers }: FastifyRequest): Promise<OperatorPrincipal | null> {
    const token = bearerOf(headers.authorization);
    if (token !== null) return sameText(token, this.#token) ? PROGRAM : null;
    const credentials = parseBasic(headers.authorization);
    if (!credentials) return null;
    const operator = await this.#operators.find(credentials.user);
    const good = await isPassword(credentials.password, operator?.passwordHash ?? null);
    return good && operator ? { name: operator.name, role: operator.role } : null;
  }
}

const PROGRAM: OperatorPrincipal = { name: 'operator-token', role: 'program' };

const principals = new WeakMap<FastifyRequest, OperatorPrincipal>();

export function requireOperator(access: OperatorAccess): onRequestAsyncHookHandler {
  return async (request) => {
    requireOwnOrigin(request, 'accept');
    const principal = await access.principalOf(request);
    if (!principal)
      throw new ApiError(
        401,
        'UNAUTHORIZED',
        "The operator token, or an operator's name and password, is needed.",
      );
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
