/** The other side of what the minimal rail is asked to pay: what it was asked for, and what it paid. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What it does with the next calls. `lost`: it pays, and the answer does not come. `failing`: it pays nothing, with a 500. */
export type PayerBehaviour = 'pays' | 'refuses' | 'lost' | 'failing';

interface Call {
  readonly key: string;
  /** A payment that is given back, or what opens the player's account. */
  readonly to: string;
  readonly amount: { readonly minor: number; readonly currency: string };
}

export interface PayerStandIn {
  readonly url: string;
  /** Every call, also those that paid nothing. */
  readonly calls: Call[];
  /** What the player was paid, in minor units, in order. */
  paid(to: string): number[];
  behave(...next: PayerBehaviour[]): void;
  close(): Promise<void>;
}

/** @param twice a rail that pays again when the same key comes again. */
export async function startPayerStandIn({ twice = false }: { twice?: boolean } = {}): Promise<PayerStandIn> {
  const calls: Call[] = [];
  const payments: Call[] = [];
  let behaviours: PayerBehaviour[] = [];
  const server = createServer((asking, answering) => {
    const serve = async () => {
      if (asking.method === 'GET') {
        const key = decodeURIComponent(asking.url?.split('/').at(-1) ?? '');
        answering.writeHead(payments.some((payment) => payment.key === key) ? 200 : 404).end();
        return;
      }
      const call = (await json(asking)) as Call;
      calls.push(call);
      const behaviour = behaviours.shift() ?? 'pays';
      const isKnown = !twice && payments.some(({ key }) => key === call.key);
      if (!isKnown && (behaviour === 'pays' || behaviour === 'lost')) payments.push(call);
      if (behaviour === 'lost') asking.socket.destroy();
      else answering.writeHead({ pays: 200, refuses: 422, failing: 500 }[behaviour]).end();
    };
    serve().catch(() => asking.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`,
    calls,
    paid: (to) => payments.filter((call) => call.to === to).map(({ amount }) => amount.minor),
    behave: (...next) => {
      behaviours = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
