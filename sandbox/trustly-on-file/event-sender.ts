/** Brings one event to the merchant. */
import { createHmac, randomBytes } from 'node:crypto';
import { request } from 'undici';
import type { Merchant, QueuedEvent } from './event-queue.ts';
import { eventAuthorization } from './signatures.ts';

/** The merchant answers within this, or counts as silent. Real time. */
export const ANSWER_WITHIN_MS = 3_000;

export class EventSender {
  readonly #merchant: Merchant;
  /** Whoever forges an event does not know the access key. */
  readonly #forger = createHmac('sha256', randomBytes(32)).digest('base64');

  constructor(merchant: Merchant) {
    this.#merchant = merchant;
  }

  /** @returns the HTTP status of the answer, or what went wrong. */
  async send({ url, body, forged }: QueuedEvent, wrongSignature: boolean): Promise<string> {
    const { accessId, accessKey } = this.#merchant;
    const key = forged || wrongSignature ? this.#forger : accessKey;
    try {
      const response = await request(url ?? '', {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: eventAuthorization(body, accessId, key),
        },
        body,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await response.body.dump();
      return String(response.statusCode);
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'no answer';
    }
  }
}
