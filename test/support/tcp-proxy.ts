/** A wire between a program and its server that a test can cut and mend, at a step of its own choosing. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** How many pieces the program has sent to its server so far. */
  readonly sent: number;
  /** Ends every connection and lets no new one through. */
  cut(): void;
  mend(): void;
  /** Does that instead of passing on the n-th piece from now (1: the next). */
  insteadOf(n: number, act: () => void): void;
  /** Lets what was planned be, where fewer pieces were sent than it waits for. */
  passOnAll(): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let whole = true;
  let sent = 0;
  let planned: { at: number; act: () => void } | null = null;

  const passOn = (piece: Buffer, far: Socket) => {
    sent++;
    if (planned && sent >= planned.at) {
      const { act } = planned;
      planned = null;
      act();
      return;
    }
    if (whole) far.write(piece);
  };
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    near.on('data', (piece) => passOn(piece, far));
    far.on('data', (piece) => near.write(piece));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get sent() {
      return sent;
    },
    cut,
    mend() {
      whole = true;
    },
    insteadOf(n, act) {
      planned = { at: sent + n, act };
    },
    passOnAll() {
      planned = null;
    },
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
