/** The kiosk's socket to the bridge, against peers that do not behave. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { technicianCodes } from '../../main/readiness/technician-codes.ts';
import type { LinkLoss } from '../../main/link/link-state.ts';
import { reconnectDelay } from '../../main/link/reconnect.ts';
import { dialBridge } from '../../main/link/web-socket.ts';
import type { Connection } from '../../main/link/dial.ts';
import { EGM_LINK_SUBPROTOCOL, EgmLinkClose } from '../../protocol/egm-link.ts';
import { documentTable } from '../support/document-table.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

/** Dials, and tells how it ended. */
function dial(url: string, onOpened: (connection: Connection) => void = () => undefined) {
  const connectTo = dialBridge({ url, asset: 'EGM-0042' }, { secret: 'secret', authorities: [] });
  return new Promise<{ loss: LinkLoss; detail: string }>((resolve) => {
    const connection = connectTo({
      opened: () => onOpened(connection),
      heard: () => undefined,
      message: () => undefined,
      ended: (loss, detail) => resolve({ loss, detail }),
    });
    cleanUp.push(() => connection.close(1000, 'enough'));
  });
}

/** A bridge that does with each link what the test says. */
async function peer(onLink: (link: WebSocket, socket: Socket) => void): Promise<string> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => EGM_LINK_SUBPROTOCOL,
  });
  await once(server, 'listening');
  server.on('connection', (link, request) => onLink(link, request.socket));
  cleanUp.push(() => {
    for (const link of server.clients) link.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/egm-link`;
}

it('a binary frame ends the link, and leaves no socket behind', async () => {
  const closed: Promise<unknown[]>[] = [];
  const url = await peer((link) => {
    closed.push(once(link, 'close'));
    link.send(Buffer.from('{}'));
  });
  expect((await dial(url)).loss).toBe('PROTOCOL');
  expect((await closed[0])?.[0]).toBe(EgmLinkClose.PROTOCOL_ERROR);
});

it('a refused upgrade is taken as docs/egm-link.md says', async () => {
  let status = 0;
  const server = createServer((_request, response) => response.end());
  server.on('upgrade', (_request, socket) => {
    socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => server.close());
  const documented = documentTable('egm-link.md', 'Refused upgrades');
  expect(documented.map(([code]) => code)).toEqual(['400', '401', '404', '429', '503']);
  for (const [code, , glass, again] of documented) {
    status = Number(code);
    const { loss } = await dial(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/egm-link`);
    const [first, longest] = [1, 1_000].map((attempts) => reconnectDelay(loss, attempts, 0));
    expect([code, glass, again]).toEqual([
      code,
      `\`${technicianCodes[`link.${loss}`].code}\``,
      `after ${first?.toLocaleString('en')} ms, at most ${longest?.toLocaleString('en')} ms`,
    ]);
  }
});

it('a bridge that does not read is given up before what it does not read fills the memory', async () => {
  const url = await peer((_link, socket) => socket.pause());
  const ended = dial(url, (connection) => {
    for (let megabytes = 0; megabytes < 32; megabytes += 1) connection.send('x'.repeat(1_000_000));
  });
  expect(await ended).toEqual({ loss: 'SILENT', detail: 'the bridge does not read' });
});

it('a network that swallows everything does not keep a dial waiting', async () => {
  // A stopped process whose queue of connections is full behaves like that network.
  const stopped = fork(new URL('../support/damage/server-with-short-queue.ts', import.meta.url));
  cleanUp.push(() => stopped.kill('SIGKILL'));
  const [port] = (await once(stopped, 'message')) as [number];
  stop(stopped);
  const queue = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  cleanUp.push(() => queue.forEach((socket) => socket.destroy()));
  await Promise.race(queue.map((socket) => once(socket, 'connect')));
  expect(await dial(`ws://127.0.0.1:${port}/egm-link`)).toEqual({
    loss: 'UNREACHABLE',
    detail: 'no connection within 1200 ms',
  });
});

function stop(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(child.pid, 'SIGSTOP');
}
