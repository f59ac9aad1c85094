/**
 * The network between the kiosk and the bridge, as a TCP proxy whose cable can be pulled. Used by the desk's link
 * switch and by the end-to-end tests.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `cut`: connections are reset, new ones too. `blackHole`: connections stay, nothing comes through. */
export type LinkCondition = 'up' | 'cut' | 'blackHole';

type Pair = readonly [near: Socket, far: Socket];

export class LinkProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #target: { host: string; port: number };
  readonly #pairs = new Set<Pair>();
  #condition: LinkCondition = 'up';

  constructor(server: Server, target: { host: string; port: number }) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#target = target;
    server.on('connection', (near) => {
      if (this.#condition === 'cut') near.resetAndDestroy();
      else this.#join(near);
    });
  }

  get condition(): LinkCondition {
    return this.#condition;
  }

  /** Resets every connection and every new one, until {@link restore}. */
  cut(): void {
    this.#condition = 'cut';
    for (const pair of this.#pairs) reset(pair);
  }

  /** Keeps connections and takes new ones, but forwards nothing until {@link restore}, as a dead switch port does. */
  blackHole(): void {
    this.#condition = 'blackHole';
    for (const pair of this.#pairs) separate(pair);
  }

  /** Forwards again; what a black hole held back arrives late, in order. */
  restore(): void {
    this.#condition = 'up';
    for (const pair of this.#pairs) {
      separate(pair);
      unite(pair);
    }
  }

  /** Resets every connection and stops listening. */
  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    const far = connect({ ...this.#target, allowHalfOpen: true });
    const pair: Pair = [near, far];
    this.#pairs.add(pair);
    for (const socket of pair) {
      // A side's failure becomes the other's, as when the connection between them dies.
      socket.on('error', () => {
        reset(pair);
      });
      socket.once('close', () => {
        this.#pairs.delete(pair);
      });
    }
    if (this.#condition === 'up') unite(pair);
  }
}

/** Listens on a free port of the loopback interface and forwards to `target`. */
export async function startLinkProxy(target: { host: string; port: number }): Promise<LinkProxy> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new LinkProxy(server, target);
}

function unite([near, far]: Pair): void {
  near.pipe(far);
  far.pipe(near);
}

function separate([near, far]: Pair): void {
  near.unpipe(far).pause();
  far.unpipe(near).pause();
}

function reset(pair: Pair): void {
  for (const socket of pair) if (!socket.destroyed) socket.resetAndDestroy();
}
