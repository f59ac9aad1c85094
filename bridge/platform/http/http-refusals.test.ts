/** What the HTTP server itself refuses has the shape of every other error, and is documented. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { RawSocket } from '../../../test/support/raw-socket.ts';
import { createLog } from '../log.ts';
import { ErrorAnswer } from './error-answer.ts';
import { HTTP_REFUSALS } from './http-refusals.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const HOST = 'Host: bridge\r\n';
const errors = Compile(ErrorAnswer);

let app: HttpServer;
let port: number;

beforeEach(async () => {
  app = createHttpServer(createLog('silent'), null, [], { requestMs: 150, checkEveryMs: 50 });
  app.post('/things/:id', async () => ({ ok: true }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});

afterEach(() => app.close());

interface Answer {
  status: number;
  headers: string;
  body: unknown;
}

/** All answers that come before the server closes, or before there are `count`. */
async function answersTo(request: string): Promise<Answer> {
  const socket = await RawSocket.to(port);
  socket.write(request);
  const text = await socket.until(/\r\n\r\n.+$/s);
  socket.close();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return {
    status: Number(head.split(' ')[1]),
    headers: head.toLowerCase(),
    body: JSON.parse(body) as unknown,
  };
}

const post = (more: string, path = '/things/1'): string => `POST ${path} HTTP/1.1\r\n${more}\r\n`;

/** One request for each way to be refused, by the status that documents it. */
const REQUESTS: Record<number, string[]> = {
  400: [
    'nonsense\r\n\r\n',
    'POST /things/1 HTTP/1.1\r\nContent-Length: 1\r\n\r\nx',
    post(`${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n`),
    post(`${HOST}Content-Length: x\r\n`),
    post(`${HOST}Content-Length: 0\r\n`, '/things/%ff'),
    post(`${HOST}Content-Length: 0\r\n`, '/things/%'),
  ],
  404: [`GET /nothing HTTP/1.1\r\n${HOST}\r\n`, `PUT /things/1 HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`],
  408: [
    post(`${HOST}Content-Type: application/json\r\nContent-Length: 10\r\n`) + '"half',
    `POST /things/1 HTTP/1.1\r\n${HOST}`,
  ],
  413: [post(`${HOST}Content-Type: application/json\r\nContent-Length: 16385\r\n`) + 'x'.repeat(16_385)],
  414: [post(`${HOST}Content-Length: 0\r\n`, `/things/${'x'.repeat(101)}`)],
  415: [
    post(`${HOST}Content-Type: text/plain\r\nContent-Length: 2\r\n`) + '{}',
    post(`${HOST}Content-Type: application/json; charset=latin1\r\nContent-Length: 2\r\n`) + '{}',
  ],
  417: [post(`${HOST}Expect: the-impossible\r\nContent-Length: 0\r\n`)],
  431: [post(`${HOST}X: ${'x'.repeat(20_000)}\r\n`), post(`${HOST}X: ${'x'.repeat(2_000_000)}\r\n`)],
};

describe('the HTTP server', () => {
  it('is tried with every refusal that is documented', () => {
    expect(HTTP_REFUSALS.map(({ status }) => status)).toEqual(Object.keys(REQUESTS).map(Number));
  });

  it.each(HTTP_REFUSALS)(
    'refuses with $status and a body like that of every error: $when',
    async (refusal) => {
      for (const request of REQUESTS[refusal.status] ?? []) {
        const { status, headers, body } = await answersTo(request);
        expect([status, errors.Check(body)], request.slice(0, 60)).toEqual([refusal.status, true]);
        expect(body).toMatchObject({ error: { code: refusal.code } });
        expect(headers).toContain('content-type: application/json');
        if (refusal.closes) expect(headers).toContain('connection: close');
      }
    },
  );

  it('bears any bytes, and answers the next caller', async () => {
    for (let round = 0; round < 20; round += 1) {
      const socket = await RawSocket.to(port);
      socket.write(randomBytes(2_000));
      await socket.untilClosed();
    }
    const { status } = await answersTo(`GET /nothing HTTP/1.1\r\n${HOST}\r\n`);
    expect(status).toBe(404);
  });
});
