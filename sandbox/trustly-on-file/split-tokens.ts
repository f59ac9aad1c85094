/** Split tokens: which authorization they are for and the how manieth of it, authenticated, as opaque text. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OnFileFaults } from './control.ts';
import type { Transaction } from './transaction.ts';

const HEAD_BYTES = 12;
const TAG_BYTES = 32;

export type TokenProblem =
  /** No token of ours at all: error 397. */
  | 'NOT_A_TOKEN'
  /** Damaged, or of another authorization. */
  | 'SW051'
  /** Too old, replaced by a newer one, or used up by the Demo Bank. */
  | 'SW057';

export class SplitTokens {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  issue(authorizationId: string, serial: number): string {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeBigUInt64BE(BigInt(authorizationId));
    head.writeUInt32BE(serial, 8);
    return Buffer.concat([head, this.#tag(head)]).toString('base64');
  }

  /** What is wrong with this token for that authorization; null: nothing. */
  problem(
    token: string,
    authorization: Transaction,
    now: number,
    { splitTokenLifetimeMs }: Pick<OnFileFaults, 'splitTokenLifetimeMs'>,
  ): TokenProblem | null {
    const bytes = Buffer.from(token, 'base64');
    if (bytes.length !== HEAD_BYTES + TAG_BYTES || bytes.toString('base64') !== token) return 'NOT_A_TOKEN';
    const head = bytes.subarray(0, HEAD_BYTES);
    if (!timingSafeEqual(this.#tag(head), bytes.subarray(HEAD_BYTES))) return 'SW051';
    if (String(head.readBigUInt64BE()) !== authorization.transactionId) return 'SW051';
    const { splitToken, account } = authorization;
    if (splitToken === null || head.readUInt32BE(8) !== splitToken.serial) return 'SW057';
    if (account?.tokenExpired === true || now - splitToken.issuedAt >= splitTokenLifetimeMs) return 'SW057';
    return null;
  }

  #tag(head: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(head).digest();
  }
}
