/**
 * Many simulated kiosks in one process, so that the time and memory of bridges are their own. Each is a real WebSocket
 * that says hello, tells of its memory, and credits at once whatever it is ordered. Forked by `simulated-kiosks.ts`.
 */
import { WebSocket } from 'ws';
import {
  EGM_LINK_PATH,
  EGM_LINK_SUBPROTOCOL,
  type BridgeMessage,
  type KioskMessage,
} from '../../../protocol/egm-link.ts';
import { READY_CABINET } from '../../support/bridge/test-kiosk.ts';

export interface KioskToLink {
  readonly url: string;
  readonly asset: string;
}

export interface LinkOrder {
  readonly kiosks: readonly KioskToLink[];
  readonly secret: string;
  /** Links being opened at once. */
  readonly dialing: number;
}

/** Milliseconds since the order, one for each kiosk. */
export interface LinkedReport {
  readonly afterMs: readonly number[];
}

function send(socket: WebSocket, message: KioskMessage): void {
  socket.send(JSON.stringify(message));
}

function received(socket: WebSocket, message: BridgeMessage, linked: () => void): void {
  if (message.type === 'welcome') {
    const { serial, memoryId } = READY_CABINET.identity;
    const known = { journalLast: null, boardLast: null, incompleteBelow: null };
    send(socket, { type: 'memory', board: { serial, memoryId }, ...known });
  } else if (message.type === 'memory.compared') {
    linked();
  } else if (message.type === 'transfer.order') {
    const { transferId, fundingId, amount, board } = message;
    const result = { outcome: 'credited', amount } as const;
    send(socket, { type: 'transfer.result', transferId, result, fundingId, requested: amount, board });
  }
}

async function link({ url, asset }: KioskToLink, secret: string): Promise<void> {
  const address = new URL(EGM_LINK_PATH, url.replace(/^http/, 'ws'));
  const socket = new WebSocket(address, EGM_LINK_SUBPROTOCOL, {
    auth: `${asset}:${secret}`,
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`the link of ${asset} ended with ${code}`)));
    socket.on('open', () =>
      send(socket, { type: 'hello', kiosk: { version: 'bench', runtime: 'bench' }, cabinet: READY_CABINET }),
    );
    socket.on('message', (data: Buffer) =>
      received(socket, JSON.parse(data.toString('utf8')) as BridgeMessage, resolve),
    );
  });
}

async function linkAll({ kiosks, secret, dialing }: LinkOrder): Promise<LinkedReport> {
  const begunAt = performance.now();
  const afterMs: number[] = [];
  const queue = [...kiosks];
  const dialer = async () => {
    for (let kiosk = queue.pop(); kiosk !== undefined; kiosk = queue.pop()) {
      await link(kiosk, secret);
      afterMs.push(performance.now() - begunAt);
    }
  };
  await Promise.all(Array.from({ length: dialing }, dialer));
  return { afterMs };
}

process.once('message', (order: LinkOrder) => {
  linkAll(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit(0));
