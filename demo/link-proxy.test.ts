import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLinkProxy, type LinkProxy } from './link-proxy.ts';

let bridge: Server;
let proxy: LinkProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  bridge = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  bridge.listen(0, '127.0.0.1');
  await once(bridge, 'listening');
  proxy = await startLinkProxy({ host: '127.0.0.1', port: (bridge.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  bridge.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function echo(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString();
}

test('what the kiosk sends reaches the bridge, and back', async () => {
  expect(await echo(await dial(), 'hello')).toBe('hello');
});

test('a cut link resets the connection that is up, and every new one until it is restored', async () => {
  const before = await dial();
  await echo(before, 'up');

  proxy.cut();
  await expect(once(before, 'data')).rejects.toThrow(/ECONNRESET/);
  const during = connect(proxy.port, '127.0.0.1');
  await expect(once(during, 'data')).rejects.toThrow(/ECONNRESET/);

  proxy.restore();
  expect(await echo(await dial(), 'again')).toBe('again');
});

test('a black hole keeps the connection and forwards nothing until it is restored', async () => {
  const socket = await dial();
  await echo(socket, 'up');

  proxy.blackHole();
  let heard = '';
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString();
  });
  socket.write('held back');
  const other = await dial(); // a whole round trip through the proxy's listener: time enough for an echo
  expect(heard).toBe('');
  expect(socket.destroyed).toBe(false);
  other.destroy();

  proxy.restore();
  await expect.poll(() => heard).toBe('held back');
});

test('a bridge that goes away resets the kiosk', async () => {
  const socket = await dial();
  await echo(socket, 'up');
  const lost = once(socket, 'data');
  for (const end of sockets) if (end !== socket) end.resetAndDestroy();
  await expect(lost).rejects.toThrow(/ECONNRESET/);
});
