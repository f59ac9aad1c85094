/** The TPAS as the API document tells it to behave: repeats, asks, and captures only what is CREDITED. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FundingAnswer, FundingRequest } from '../../../bridge/money/funding.ts';
import { TestTpas } from './bridge-site.ts';

const RETRY_MS = 50;

export class TestPayer {
  /** What was captured from the players' banks, in minor units. */
  capturedMinor = 0;
  readonly #urls: () => readonly string[];
  readonly #tpas = new Map<string, TestTpas>();
  #turn = 0;

  /** @param urls the bridges there are now; after a failure the next is tried. */
  constructor(urls: () => readonly string[]) {
    this.#urls = urls;
  }

  /** Pays once: resolves with the final answer, whatever fails in between. */
  async pay(request: FundingRequest): Promise<FundingAnswer> {
    let answer: FundingAnswer | null = null;
    while (answer === null || answer.status === 'UNCONFIRMED') {
      if (answer !== null) await pause(RETRY_MS);
      answer =
        answer === null
          ? await this.#untilAnswered((tpas) => tpas.fund(request))
          : await this.#untilAnswered((tpas) => tpas.read(request.fundingId));
    }
    if (answer.status === 'CREDITED') this.capturedMinor += Math.round(Number(answer.creditedAmount) * 100);
    return answer;
  }

  /** @returns null when the bridge has not heard of the funding: it is sent again. */
  async #untilAnswered(
    ask: (tpas: TestTpas) => Promise<{ status: number; body: FundingAnswer }>,
  ): Promise<FundingAnswer | null> {
    for (;;) {
      const urls = this.#urls();
      const url = urls[this.#turn++ % urls.length] ?? '';
      const answer = await this.#signedIn(url)
        .then(ask)
        .catch(() => null);
      if (answer && [200, 202, 422].includes(answer.status)) return answer.body;
      if (answer?.status === 404) return null;
      await pause(RETRY_MS);
    }
  }

  async #signedIn(url: string): Promise<TestTpas> {
    const known = this.#tpas.get(url);
    if (known) return known;
    const tpas = await TestTpas.signIn(url);
    this.#tpas.set(url, tpas);
    return tpas;
  }
}
