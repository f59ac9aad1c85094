/**
 * The floor of a funding, as a process: one HTTP request on a kept connection, durable commits, one message to a kiosk
 * and its answer, one more commit. It shares no code with the bridge. Forked with the address of a database and the number
 * of commits; tells its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { WebSocketServer, type WebSocket } from 'ws';

const [databaseUrl = '', commits = '3'] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 20 });
const body = 'x'.repeat(200);
const waiting = new Map<string, () => void>();
let kiosk: WebSocket | null = null;

const commit = async () => pool.query('INSERT INTO bare_commits (body) VALUES ($1)', [body]);

async function fund(id: string): Promise<void> {
  for (let done = 1; done < Number(commits); done += 1) await commit();
  await new Promise<void>((resolve) => {
    waiting.set(id, resolve);
    kiosk?.send(JSON.stringify({ id, body }));
  });
  await commit();
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { fundingId } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { fundingId: string };
    fund(fundingId).then(
      () =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ fundingId, status: 'CREDITED' })),
      () => response.writeHead(500).end(),
    );
  });
});
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  kiosk = socket;
  socket.on('message', (data: Buffer) => {
    const { id } = JSON.parse(data.toString('utf8')) as { id: string };
    waiting.get(id)?.();
    waiting.delete(id);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
