/** What an operator, or a program of the systems team, may do; and which permission a route asks for. */
import type { FastifyRequest } from 'fastify';
import type { OperatorRole } from '../ledger/operators.ts';
import { ApiError } from '../platform/http/error-answer.ts';

/** `report`: import what Trustly says it captured, which a program may do every night. */
export type Permission = 'look' | 'settle' | 'report' | 'administer';

/** `program`: whoever holds the operator token. It decides nothing about money: that is a person's work. */
export type Role = OperatorRole | 'program';

const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  look: ['look'],
  settle: ['look', 'settle', 'report'],
  administer: ['look', 'settle', 'report', 'administer'],
  program: ['look', 'report', 'administer'],
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Without it, reading needs `look` and everything else `administer`. */
    permission?: Permission;
  }
}

export function may({ role }: { readonly role: Role }, permission: Permission): boolean {
  return PERMISSIONS[role].includes(permission);
}

/** @throws {ApiError} 403 when the route asks for more than they may. */
export function requirePermission(request: FastifyRequest, who: { readonly role: Role }): void {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const needed = request.routeOptions.config.permission ?? (reads ? 'look' : 'administer');
  if (!may(who, needed)) throw new ApiError(403, 'FORBIDDEN', `This needs the permission to ${needed}.`);
}
