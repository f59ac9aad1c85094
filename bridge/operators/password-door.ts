/** Where operators show a name and a password: the same door for the page and for the JSON. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPassword } from './password.ts';
import type { OperatorCredentials, Operators } from '../ledger/operators.ts';
import type { BasicCredentials } from '../platform/http/basic.ts';
import { ApiError, refuseIfTooMany } from '../platform/http/error-answer.ts';
import { PasswordTurns } from '../platform/http/password-turns.ts';
import type { RefusedLogins } from '../platform/http/refused-logins.ts';

/** All that wait have had their turn by then. */
const RETRY_AFTER_S = 3;

export class PasswordDoor {
  readonly #operators: Operators;
  readonly #logins: RefusedLogins;
  readonly #turns = new PasswordTurns();

  constructor(operators: Operators, logins: RefusedLogins) {
    this.#operators = operators;
    this.#logins = logins;
  }

  /**
   * @returns null when there is no such account or the password is not its own.
   * @throws {ApiError} 429 after too many wrong ones, and when too many are being looked at.
   */
  async admit(
    { ip: address, socket }: FastifyRequest,
    reply: FastifyReply,
    { user, password }: BasicCredentials,
  ): Promise<OperatorCredentials | null> {
    const knock = { door: 'operator', principal: user, address } as const;
    const counted = this.#logins.beforePassword(knock);
    if (typeof counted === 'number') refuseIfTooMany(reply, counted);
    let isRight: boolean | null = null;
    try {
      const operator = await this.#operators.find(user);
      const caller = { address, isGone: () => socket.destroyed };
      isRight = await this.#turns.take(caller, async () =>
        isPassword(password, operator?.passwordHash ?? null),
      );
      if (isRight === true) return operator;
    } finally {
      if (isRight !== false && typeof counted !== 'number') counted();
    }
    if (isRight === null) {
      reply.header('retry-after', RETRY_AFTER_S);
      throw new ApiError(429, 'TOO_MANY_REQUESTS', 'Too many passwords are being looked at. Try again.');
    }
    this.#logins.tell(knock);
    return null;
  }
}
