/** The other side of what the minimal rail is asked to pay: what it was asked for, and what it paid. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Money } from '../../../protocol/money.ts';

/**
 * What it does with the next orders. `lost`: it pays, and the connection ends without an answer. `silent`: it pays, and never
 * answers. `failing`: it pays nothing, with a 500. `refuses`: whatever it has done with that key before.
 */
export type PayerBehaviour = 'pays' | 'refuses' | 'lost' | 'failing' | 'silent';
/** How it answers from now on when it is asked what became of an order. */
export type PayerAnswers = 'well' | 'failing' | 'silent';

interface Call {
  readonly key: string;
  /** A payment that is given back, or what opens the player's account. */
  readonly to: string;
  readonly amount: Money;
}

export interface PayerStandIn {
  readonly url: string;
  /** Every order, also those that paid nothing. */
  readonly calls: Call[];
  /** How many calls it got, orders and questions. */
  readonly asked: () => number;
  /** What the player was paid, in minor units, in order. */
  paid(to: string): number[];
  amounts(to: string): Money[];
  readonly behave: (...next: readonly PayerBehaviour[]) => void;
  readonly answerQuestions: (how: PayerAnswers) => void;
  readonly close: () => Promise<void>;
}

/** @param twice a rail that pays again when the same key comes again. */
export async function startPayerStandIn({ twice = false }: { twice?: boolean } = {}): Promise<PayerStandIn> {
  const calls: Call[] = [];
  const payments: Call[] = [];
  let behaviours: PayerBehaviour[] = [];
  let answers: PayerAnswers = 'well';
  let asked = 0;
  const amounts = (to: string) => payments.filter((call) => call.to === to).map(({ amount }) => amount);
  const server = createServer((asking, answering) => {
    const serve = async () => {
      asked++;
      if (asking.method === 'GET') {
        const key = decodeURIComponent(asking.url?.split('/').at(-1) ?? '');
        const isPaid = payments.some((payment) => payment.key === key);
        if (answers !== 'silent') answering.writeHead(answers === 'failing' ? 500 : isPaid ? 200 : 404).end();
        return;
      }
      const call = (await json(asking)) as Call;
      calls.push(call);
      const behaviour = behaviours.shift() ?? 'pays';
      const isKnown = !twice && payments.some(({ key }) => key === call.key);
      if (!isKnown && behaviour !== 'refuses' && behaviour !== 'failing') payments.push(call);
      if (behaviour === 'silent') return;
      if (behaviour === 'lost') asking.socket.destroy();
      else answering.writeHead({ pays: 200, refuses: 422, failing: 500 }[behaviour]).end();
    };
    serve().catch(() => asking.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`,
    calls,
    asked: () => asked,
    paid: (to) => amounts(to).map(({ minor }) => minor),
    amounts,
    behave: (...next) => {
      behaviours = [...next];
    },
    answerQuestions: (how) => {
      answers = how;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
