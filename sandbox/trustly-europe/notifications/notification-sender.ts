/** Brings one notification to the merchant, and reads the acknowledgement. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { request } from 'undici';
import { notificationText, readAcknowledgement } from '../envelope.ts';
import type { Keys } from '../keys.ts';
import { isSigned, type Algorithm } from '../signing/signatures.ts';
import type { Notification, NotificationMethod, Outcome } from './notification-queue.ts';

/** The merchant answers within this, or counts as silent. Real time. */
export const ANSWER_WITHIN_MS = 5_000;
const LONGEST_ANSWER = 65_536;

/** What a merchant may say to a notification. */
export function statusesOf(method: NotificationMethod): readonly string[] {
  if (method === 'kyc') return ['OK', 'CONTINUE', 'FINISH'];
  return method === 'debit' ? ['OK', 'FAILED'] : ['OK'];
}

export class NotificationSender {
  readonly #keys: Keys;
  /** Whoever forges a notification does not have Trustly's key. */
  #forger: KeyObject | null = null;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  async send(notification: Notification, algorithm: Algorithm, wrongSignature: boolean): Promise<Outcome> {
    const { method, uuid, data, url, forged } = notification;
    const key = forged || wrongSignature ? this.stranger() : this.#keys.own;
    try {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: notificationText({ method, uuid }, data, { key, algorithm }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const bytes = await body.bytes();
      if (statusCode !== 200) return { problem: `HTTP ${statusCode}` };
      return bytes.length > LONGEST_ANSWER ? { problem: 'too long' } : this.#read(notification, bytes);
    } catch (error) {
      return {
        problem: error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'no answer',
      };
    }
  }

  #read({ method, uuid }: Notification, body: Uint8Array): Outcome {
    const said = readAcknowledgement(body);
    if (said === null) return { problem: 'not an acknowledgement' };
    if (said.uuid !== uuid) return { problem: 'the uuid is not that of the notification' };
    if (said.method !== method) return { problem: 'the method is not that of the notification' };
    const { merchant } = this.#keys;
    if (merchant === null || !isSigned(said, said.signature, merchant)) return { problem: 'wrong signature' };
    if (!statusesOf(method).includes(said.status)) return { problem: `status ${said.status.slice(0, 40)}` };
    return { status: said.status };
  }

  /** A key that is nobody's, made when it is first needed. */
  stranger(): KeyObject {
    this.#forger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    return this.#forger;
  }
}
