/**
 * Many kiosks in one process: each a real WebSocket that says hello, asks for its code as the bridge tells it to, and
 * credits what it is ordered. Run by kiosks.ts as a child, so that the bridge's memory and time are its own.
 */
import { WebSocket } from 'ws';
import {
  EGM_LINK_PATH,
  EGM_LINK_SUBPROTOCOL,
  type BridgeMessage,
  type KioskMessage,
} from '../../protocol/egm-link.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';

export interface FloorOrder {
  readonly url: string;
  readonly assets: readonly string[];
  readonly secret: string;
  /** Links being opened at once. */
  readonly dialing: number;
}

/** Milliseconds since the order, one per kiosk. */
export type FloorReport =
  | { readonly kind: 'connected'; readonly afterMs: readonly number[]; readonly refused: number }
  | { readonly kind: 'codes'; readonly afterMs: readonly number[]; readonly sentAway: number };

function send(socket: WebSocket, message: KioskMessage): void {
  socket.send(JSON.stringify(message));
}

async function runFloor(order: FloorOrder, report: (report: FloorReport) => void): Promise<void> {
  const start = performance.now();
  const url = new URL(EGM_LINK_PATH, order.url.replace(/^http/, 'ws'));
  const connected: number[] = [];
  const codes: number[] = [];
  const sockets: WebSocket[] = [];
  let refused = 0;
  let sentAway = 0;

  const askForCode = (socket: WebSocket) =>
    send(socket, { type: 'code.request', requestId: 1, purpose: 'first' });
  const received = (socket: WebSocket, message: BridgeMessage) => {
    if (message.type === 'code.issued') {
      codes.push(performance.now() - start);
      if (codes.length === sockets.length) report({ kind: 'codes', afterMs: codes, sentAway });
    } else if (message.type === 'code.failed') {
      sentAway++;
      setTimeout(() => askForCode(socket), message.retryAfterMs);
    } else if (message.type === 'transfer.order') {
      const { transferId, fundingId, amount, board } = message;
      const result = { outcome: 'credited', amount } as const;
      send(socket, { type: 'transfer.result', transferId, result, fundingId, requested: amount, board });
    }
  };
  const dial = (asset: string) =>
    new Promise<void>((resolve) => {
      const socket = new WebSocket(url, EGM_LINK_SUBPROTOCOL, {
        auth: `${asset}:${order.secret}`,
        perMessageDeflate: false,
      });
      socket.on('open', () =>
        send(socket, {
          type: 'hello',
          kiosk: { version: 'load', runtime: 'load' },
          cabinet: READY_CABINET,
        }),
      );
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString('utf8')) as BridgeMessage;
        if (message.type === 'welcome') {
          const { serial, memoryId } = READY_CABINET.identity;
          const known = { journalLast: null, boardLast: null, incompleteBelow: null };
          send(socket, { type: 'memory', board: { serial, memoryId }, ...known });
          return;
        }
        if (message.type !== 'memory.compared') {
          received(socket, message);
          return;
        }
        connected.push(performance.now() - start);
        sockets.push(socket);
        resolve();
      });
      socket.on('error', () => {
        refused++;
        resolve();
      });
    });

  const queue = [...order.assets];
  const dialer = async () => {
    for (let asset = queue.pop(); asset !== undefined; asset = queue.pop()) await dial(asset);
  };
  await Promise.all(Array.from({ length: order.dialing }, dialer));
  report({ kind: 'connected', afterMs: connected, refused });
  for (const socket of sockets) askForCode(socket);
}

process.once('message', (order: FloorOrder) => {
  runFloor(order, (report) => process.send?.(report)).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
