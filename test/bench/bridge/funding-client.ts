/** Who asks for fundings, of the product and of its floor: the same client on kept connections, so that it costs both the same. */
import { Pool } from 'undici';

const CONNECTIONS = 512;
const AMOUNT = { amount: '20.00', currency: 'USD', merchantId: 'MERCHANT-1' };

let fundings = 0;

export class FundingClient {
  readonly #bridges: readonly Pool[];
  readonly #headers: Record<string, string>;

  /** @param urls asked one after the other. */
  constructor(urls: readonly string[], authorization: string) {
    this.#bridges = urls.map((url) => new Pool(url, { connections: CONNECTIONS, pipelining: 1 }));
    this.#headers = { authorization, 'content-type': 'application/json' };
  }

  /** How long it took, in milliseconds, from the request to the answer that says CREDITED. @throws for any other answer. */
  async fund(asset: string): Promise<number> {
    const number = ++fundings;
    // Each machine is asked for at each bridge in turn, whichever holds its link.
    const round = Math.floor(number / this.#bridges.length);
    const bridge = this.#bridges[(number + round) % this.#bridges.length];
    if (!bridge) throw new Error('there is no bridge to ask');
    const fundingId = `bench-${process.pid}-${number}`;
    const body = JSON.stringify({ fundingId, asset, ubai: `ubai-${fundingId}`, ...AMOUNT });
    const begunAt = performance.now();
    const answer = await bridge.request({
      method: 'POST',
      path: '/v1/fundings',
      headers: this.#headers,
      body,
    });
    const text = await answer.body.text();
    const took = performance.now() - begunAt;
    if ((JSON.parse(text) as { status?: string }).status !== 'CREDITED')
      throw new Error(`a funding was answered ${answer.statusCode} ${text}`);
    return took;
  }

  async close(): Promise<void> {
    await Promise.all(this.#bridges.map(async (bridge) => bridge.destroy()));
  }
}
