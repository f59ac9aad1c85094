import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import { KioskLink, MOST_UNDELIVERED } from './kiosk-link.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0).reverse()) undo();
});

const TEXT = JSON.stringify({
  type: 'transfer.open',
  transferId: '000042-0000000001',
  why: 'ASKING',
  fundingId: null,
  requested: null,
  board: null,
  present: null,
  other: null,
});

/** A link, the kiosk at its other end, and what the bridge has heard on it. */
async function linked(heartbeatMs = 50) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const kiosk = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket] = (await accepted) as [WebSocket];
  await once(kiosk, 'open');
  const heard: KioskMessage[] = [];
  const link = new KioskLink(
    socket,
    { asset: 'EGM-1', linkId: 'link' },
    {
      heartbeatMs,
      listener: { message: (_link, message) => heard.push(message), closed: () => undefined },
      log: pino({ level: 'silent' }),
    },
  );
  cleanUp.push(() => {
    kiosk.terminate();
    socket.terminate();
    server.close();
  });
  return { link, kiosk, socket, heard };
}

describe('a link that the bridge has ended', () => {
  it('hears nothing any more, though the kiosk has not answered the close', async () => {
    const { link, kiosk, socket, heard } = await linked();
    kiosk.send(TEXT);
    await expect.poll(() => heard.length).toBe(1);
    const arrived: unknown[] = [];
    socket.on('message', (data) => arrived.push(data));
    kiosk.pause();
    link.close(4503, 'DRAINING');
    kiosk.send(TEXT);
    await expect.poll(() => arrived.length).toBe(1);
    expect(heard).toHaveLength(1);
    expect(link.isEnded).toBe(true);
  });

  it('by what is not of the protocol hears nothing after that', async () => {
    const { kiosk, heard } = await linked();
    for (const text of ['not JSON', TEXT]) kiosk.send(text);
    await once(kiosk, 'close');
    expect(heard).toEqual([]);
  });
});

describe('a kiosk that floods', () => {
  it('is read more slowly, so that the rest stays with it, and its link is not taken for dead', async () => {
    const { kiosk, socket, heard } = await linked();
    for (let sent = 0; sent < 100_000; sent++) kiosk.send(TEXT);
    await expect.poll(() => socket.isPaused).toBe(true);
    expect(heard.length).toBeLessThan(5_000);
    let pings = 0;
    kiosk.on('ping', () => pings++);
    await expect.poll(() => pings).toBeGreaterThan(4); // twice as long as a silent one is kept
    expect(socket.readyState).toBe(WebSocket.OPEN);
    expect(heard.length).toBeLessThan(5_000);
  });

  it('with an honest portion at once is read without a pause', async () => {
    const { kiosk, socket, heard } = await linked();
    for (let sent = 0; sent < 200; sent++) kiosk.send(TEXT);
    await expect.poll(() => heard.length).toBe(200);
    expect(socket.isPaused).toBe(false);
  });
});

describe('a kiosk that does not read', () => {
  it('is let go before what it is told fills the memory', async () => {
    const { link, kiosk, socket } = await linked(60_000);
    kiosk.pause();
    const url = 'x'.repeat(4_000);
    let most = 0;
    const tellMore = () => {
      for (let times = 0; times < 50; times++) {
        link.send({ type: 'code.issued', requestId: 1, url, lifetimeMs: 1 });
        most = Math.max(most, socket.bufferedAmount);
      }
      return socket.readyState;
    };
    await expect.poll(tellMore, { timeout: 4_000, interval: 1 }).not.toBe(WebSocket.OPEN);
    expect(most).toBeLessThan(2 * MOST_UNDELIVERED);
  });
});
