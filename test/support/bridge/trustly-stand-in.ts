/** A small HTTP server in the place of Trustly's QR code API, for tests of the bridge alone. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TrustlyRequest {
  readonly path: string;
  readonly authorization: string;
  readonly body: Record<string, unknown>;
}

export interface TrustlyStandIn {
  readonly url: string;
  readonly requests: TrustlyRequest[];
  /** How it answers from now on; by default with a good code that is valid for a minute. */
  behave(behaviour: (request: TrustlyRequest, response: ServerResponse) => void): void;
  stop(): Promise<void>;
}

export async function startTrustlyStandIn(): Promise<TrustlyStandIn> {
  let behave: (request: TrustlyRequest, response: ServerResponse) => void = issueCode;
  const requests: TrustlyRequest[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const read = await readRequest(request);
      requests.push(read);
      behave(read, response);
    };
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    behave(behaviour) {
      behave = behaviour;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let issued = 0;

/** A good answer, in the form of Trustly's document: no zone, four decimals. */
export function issueCode(_request: TrustlyRequest, response: ServerResponse, lifetimeMs = 60_000): void {
  const token = `w5wDqkdsJ4Ggl+UAvauF/fFv${++issued}`;
  const expiresAt = `${new Date(Date.now() + lifetimeMs).toISOString().slice(0, -1)}0`;
  const url = `https://cashlesscasino.sandbox.trustly.one/cashlesscasino-client?token=${token}`;
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ token, expiresAt, url }));
}

async function readRequest(request: IncomingMessage): Promise<TrustlyRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
  return { path: request.url ?? '', authorization: request.headers.authorization ?? '', body };
}
