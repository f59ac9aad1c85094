/** A bridge that answers the Funding API over real HTTP as a test tells it to: one answer per call, then the last one again. */
import formbody from '@fastify/formbody';
import fastify from 'fastify';

export type ScriptedAnswer =
  | 'credited'
  | 'unconfirmed'
  | { credited: string }
  | { declined: string; remaining?: string }
  /** The call is heard, and the connection destroyed. */
  | 'hangUp'
  | { status: number };

export interface HeardCall {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown> | null;
  readonly authorization: string;
}

export interface ScriptedBridge {
  readonly url: string;
  readonly calls: HeardCall[];
  /** Access tokens given out so far. */
  tokensIssued(): number;
  /** From now on only tokens issued after this are taken. */
  revokeTokens(): void;
  script(...answers: [ScriptedAnswer, ...ScriptedAnswer[]]): void;
  close(): Promise<void>;
}

export async function startScriptedBridge(client: { id: string; secret: string }): Promise<ScriptedBridge> {
  const server = fastify({ forceCloseConnections: true });
  await server.register(formbody);
  const calls: HeardCall[] = [];
  let answers: ScriptedAnswer[] = ['credited'];
  let issued = 0;
  let oldestValid = 1;

  server.post('/oauth2/token', async (request, reply) => {
    const expected = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    if (request.headers.authorization !== expected) return reply.code(401).send({ error: 'invalid_client' });
    issued += 1;
    return { access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 300 };
  });

  server.all('/v1/*', async (request, reply) => {
    const authorization = request.headers.authorization ?? '';
    const number = Number(/^Bearer token-([0-9]+)$/.exec(authorization)?.[1] ?? 0);
    if (number < oldestValid) return reply.code(401).send({ error: { code: 'UNAUTHORIZED' } });
    const body = (request.body ?? null) as Record<string, unknown> | null;
    calls.push({ method: request.method, path: request.url, body, authorization });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const fundingId = body?.['fundingId'] ?? request.url.split('/')[3];
    const base = { fundingId, amount: '20.00', currency: 'USD' };
    if (answer === undefined || answer === 'hangUp') {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    if (answer === 'credited') return { ...base, status: 'CREDITED', creditedAmount: '20.00' };
    if (answer === 'unconfirmed') return reply.code(202).send({ ...base, status: 'UNCONFIRMED' });
    if ('credited' in answer) return { ...base, status: 'CREDITED', creditedAmount: answer.credited };
    if ('status' in answer)
      return reply.code(answer.status).send({ error: { code: `CODE_${answer.status}` } });
    const { declined: code, remaining } = answer;
    const limit = remaining === undefined ? {} : { limit: { remaining } };
    return reply.code(422).send({ ...base, status: 'DECLINED', error: { code, message: code, ...limit } });
  });

  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    calls,
    tokensIssued: () => issued,
    revokeTokens() {
      oldestValid = issued + 1;
    },
    script(...next) {
      answers = next;
    },
    close: () => server.close(),
  };
}
