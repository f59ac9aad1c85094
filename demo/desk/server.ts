/** The desk's server: the page, the live channel and the actions, on loopback. */
import fastifyStatic from '@fastify/static';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { AskError } from '../json-over-http.ts';
import { DeskAction } from './contract.ts';
import { isForUs, isFromOurPage } from '../../protocol/loopback-door.ts';
import type { Situation } from './situation.ts';

const PAGE_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  // The phone opens what the code says: the sandbox, or Trustly's own.
  'frame-src http://127.0.0.1:* http://localhost:* https:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A page that is more than this many bytes behind loses pictures, but no snapshots. */
const MAX_BUFFERED_BYTES = 2_000_000;
const PORTS_TO_TRY = 20;

/** The glass, as far as the page sees it. */
interface Pictures {
  /** The last one; null while there is none. */
  readonly picture: Buffer | null;
  on(event: 'picture', listener: (jpeg: Buffer) => void): unknown;
  off(event: 'picture', listener: (jpeg: Buffer) => void): unknown;
}

export interface DeskParts {
  /** The directory of the built page. */
  page: string;
  situation: Situation;
  glass: Pictures;
  /** Does it. @throws {AskError} where the addressed program refuses or does not answer. */
  act(action: DeskAction): Promise<void>;
}

export class DeskServer {
  readonly url: string;
  readonly #server: FastifyInstance;
  readonly #live: WebSocketServer;

  private constructor(server: FastifyInstance, live: WebSocketServer, port: number) {
    this.#server = server;
    this.#live = live;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Listens on `port`, or on the next free one. 0: any free port. @throws when there is none. */
  static async listen(port: number, parts: DeskParts): Promise<DeskServer> {
    const server = fastify({ forceCloseConnections: true, bodyLimit: 16_384 });
    server.setValidatorCompiler(TypeBoxValidatorCompiler);
    const live = new WebSocketServer({ noServer: true, maxPayload: 1_024 });
    const ourPort = (): number => (server.server.address() as AddressInfo).port;

    server.addHook('onRequest', async (request, reply) => {
      const allowed = request.method === 'GET' || request.method === 'HEAD' ? isForUs : isFromOurPage;
      if (allowed(request.headers, ourPort())) return;
      await reply
        .code(403)
        .send({ error: { code: 'FORBIDDEN', message: 'open the desk by its own address' } });
    });
    addActions(server, parts);
    await server.register(fastifyStatic, {
      root: parts.page,
      cacheControl: false,
      setHeaders: (reply) => {
        void reply.header('content-security-policy', PAGE_POLICY);
        void reply.header('x-content-type-options', 'nosniff');
        void reply.header('cache-control', 'no-store');
      },
    });
    server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url !== '/desk' || !isFromOurPage(request.headers, ourPort())) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      live.handleUpgrade(request, socket, head, (page) => {
        keepUpToDate(page, parts);
      });
    });
    await listenOnFreePort(server, port);
    return new DeskServer(server, live, ourPort());
  }

  async close(): Promise<void> {
    for (const page of this.#live.clients) page.terminate();
    await this.#server.close();
  }
}

function addActions(server: FastifyInstance, parts: DeskParts): void {
  const schema = { body: DeskAction };
  server.withTypeProvider<TypeBoxTypeProvider>().post('/actions', { schema }, async (request, reply) => {
    try {
      await parts.act(request.body);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      const code = error.status === 400 ? 'NOT_NOW' : 'NO_ANSWER';
      return reply.code(error.status === 400 ? 409 : 502).send({ error: { code, message: error.message } });
    }
    return reply.code(204).send();
  });
}

function keepUpToDate(page: WebSocket, { situation, glass }: DeskParts): void {
  const tell = (): void => {
    page.send(JSON.stringify(situation.snapshot));
  };
  const show = (picture: Buffer): void => {
    if (page.bufferedAmount < MAX_BUFFERED_BYTES) page.send(picture);
  };
  situation.on('change', tell);
  glass.on('picture', show);
  page.on('close', () => {
    situation.off('change', tell);
    glass.off('picture', show);
  });
  page.on('error', () => {
    page.terminate();
  });
  tell();
  if (glass.picture !== null) show(glass.picture);
}

async function listenOnFreePort(server: FastifyInstance, first: number): Promise<void> {
  for (let port = first; ; port += 1) {
    try {
      await server.listen({ host: '127.0.0.1', port });
      return;
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || port >= first + PORTS_TO_TRY) throw error;
    }
  }
}
