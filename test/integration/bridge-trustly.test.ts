/** What Trustly may answer, as a real HTTP server, and what becomes of it: in the client, the circuit, and the queue. */
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../bridge/platform/log.ts';
import { CODE_WITHIN_MS } from '../../bridge/rails/rail.ts';
import { CodeQueue } from '../../bridge/rails/scan-and-pay/code-queue.ts';
import { TrustlyClient } from '../../bridge/rails/scan-and-pay/client.ts';
import { CODE_ANSWER_WITHIN_MS } from '../../main/kiosk.ts';
import { settingsDefaults } from '../../main/settings/settings.ts';
import { issueCode, startTrustlyStandIn, type TrustlyStandIn } from '../support/bridge/trustly-stand-in.ts';

let trustly: TrustlyStandIn;
const clients: TrustlyClient[] = [];
beforeAll(async () => {
  trustly = await startTrustlyStandIn();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
});
afterAll(() => trustly.stop());

function clientOf(url = trustly.url): TrustlyClient {
  const account = { url, accessId: 'id', accessKey: 'key', merchantId: 'M' };
  const client = new TrustlyClient(account, createLog('silent'));
  clients.push(client);
  return client;
}

const ask = { asset: 'EGM-1' };
const within = (ms: number) => ({ until: performance.now() + ms, mayRetry: () => true });
const refusing = (status: number, headers: Record<string, string> = {}) => {
  trustly.behave((_request, response) => response.writeHead(status, headers).end('{}'));
  return trustly.requests.length;
};

describe('an answer of Trustly', () => {
  it('may take all the time there is, in one request', async () => {
    const before = trustly.requests.length;
    trustly.behave((request, response) => setTimeout(() => issueCode(request, response), 450));
    expect(await clientOf().issueCode(ask, within(1_000))).toMatchObject({ kind: 'issued' });
    expect(trustly.requests.length - before).toBe(1);
  });

  it.each([
    [302, { location: 'https://elsewhere.test/' }, 'CODE_SOURCE_REDIRECTED', 1],
    [308, { location: '/other' }, 'CODE_SOURCE_REDIRECTED', 1],
    [400, {}, 'CODE_SOURCE_REFUSED_REQUEST', 1],
    [401, {}, 'CODE_SOURCE_REFUSED_CREDENTIALS', 1],
    [403, {}, 'CODE_SOURCE_REFUSED_MERCHANT', 1],
    [404, {}, 'CODE_SOURCE_NOT_FOUND', 1],
    [408, {}, 'CODE_SOURCE_TIMED_OUT', 3],
    [418, {}, 'CODE_SOURCE_REFUSED_REQUEST', 1],
    [429, {}, 'CODE_SOURCE_RATE_LIMITED', 1],
    [500, {}, 'CODE_SOURCE_FAILED', 3],
    [503, { 'retry-after': '20' }, 'CODE_SOURCE_FAILED', 1],
    [504, {}, 'CODE_SOURCE_TIMED_OUT', 3],
    [204, {}, 'CODE_SOURCE_ANSWER_INVALID', 1],
  ])('of status %i %j is %s, after %i tries', async (status, headers, reason, tries) => {
    const before = refusing(status, headers);
    expect(await clientOf().issueCode(ask, within(8_000))).toMatchObject({ kind: 'failed', reason });
    expect(trustly.requests.length - before).toBe(tries);
  });

  it.each([
    ['seconds', () => '20', 20_000],
    ['a date', () => new Date(Date.now() + 20_000).toUTCString(), 19_000],
    ['a date of the past', () => new Date(0).toUTCString(), 0],
    ['nonsense', () => 'soon', 0],
    ['a week', () => '604800', 300_000],
  ])('of 429 with Retry-After as %s tells how long to stay away', async (_form, retryAfter, least) => {
    refusing(429, { 'retry-after': retryAfter() });
    const answer = await clientOf().issueCode(ask, within(8_000));
    const told = answer.kind === 'failed' ? (answer.pauseMs ?? 0) : -1;
    expect(told).toBeGreaterThanOrEqual(least);
    expect(told).toBeLessThanOrEqual(least + 1_000);
  });

  it('that never comes is a time-out, and the third try is as good as the first', async () => {
    trustly.behave(() => undefined);
    expect(await clientOf().issueCode(ask, within(150))).toMatchObject({ reason: 'CODE_SOURCE_TIMED_OUT' });
    let tries = 0;
    trustly.behave((request, response) => {
      if (++tries < 3) response.writeHead(500).end();
      else issueCode(request, response);
    });
    expect(await clientOf().issueCode(ask, within(8_000))).toMatchObject({ kind: 'issued' });
  });

  it('that stops in the middle is a time-out too', async () => {
    trustly.behave((_request, response) => response.writeHead(200).write('{"token":'));
    expect(await clientOf().issueCode(ask, within(150))).toMatchObject({ reason: 'CODE_SOURCE_TIMED_OUT' });
  });

  it.each([
    ['no HTTP', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'CODE_SOURCE_ANSWER_INVALID'],
    ['a cut', (socket: Socket) => socket.destroy(), 'CODE_SOURCE_UNREACHABLE'],
  ])('that is %s is told as such', async (_what, behave, reason) => {
    const server = createServer((socket) => socket.once('data', () => behave(socket)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await clientOf(`http://127.0.0.1:${port}`).issueCode(ask, within(3_000));
    expect(answer).toMatchObject({ kind: 'failed', reason });
    await new Promise((resolve) => server.close(resolve));
  });

  it('that is longer than any code is refused, not read', async () => {
    trustly.behave((_request, response) => response.writeHead(200).end('x'.repeat(100_000)));
    expect(await clientOf().issueCode(ask, within(3_000))).toMatchObject({
      reason: 'CODE_SOURCE_ANSWER_INVALID',
    });
  });

  it('that timed out on an old connection is asked for on a new one the next time', async () => {
    const dead = new Set<Socket>();
    const client = clientOf();
    const waiting: ServerResponse[] = [];
    trustly.behave((request, response) => {
      if (dead.has(response.socket as Socket)) return; // led nowhere
      waiting.push(response);
      if (waiting.length === 2) for (const each of waiting) issueCode(request, each);
    });
    await Promise.all([client.issueCode(ask, within(3_000)), client.issueCode(ask, within(3_000))]);
    for (const { socket } of waiting) if (socket) dead.add(socket);
    expect(await client.issueCode(ask, within(150))).toMatchObject({ reason: 'CODE_SOURCE_TIMED_OUT' });
    trustly.behave((request, response) => {
      if (!dead.has(response.socket as Socket)) issueCode(request, response);
    });
    expect(await client.issueCode(ask, within(3_000))).toMatchObject({ kind: 'issued' });
  });
});

describe('the way to Trustly', () => {
  const askAll = async (queue: CodeQueue, count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, machine) => queue.issueCode({ asset: `EGM-${machine}` }, 1)),
    );

  it('has time for one slow answer between the question for the next code and the end of the present one [rotated-in-time]', () => {
    expect(CODE_WITHIN_MS).toBeLessThan(CODE_ANSWER_WITHIN_MS);
    expect(CODE_ANSWER_WITHIN_MS).toBeLessThan(settingsDefaults.code.rotateBeforeExpiryMs);
  });

  it.each([
    [500, 'CODE_SOURCE_FAILED'],
    [302, 'CODE_SOURCE_REDIRECTED'],
  ])('is left alone after five times %i, and says why to everybody', async (status, reason) => {
    refusing(status, { location: 'https://elsewhere.test/' });
    const queue = new CodeQueue(clientOf(), { perSecond: 1_000 });
    await askAll(queue, 5);
    expect(queue.isPaused).toBe(true);
    const before = trustly.requests.length;
    expect(await queue.issueCode({ asset: 'EGM-OTHER' }, 0)).toMatchObject({ kind: 'failed', reason });
    expect(trustly.requests.length).toBe(before);
  });

  it.each([400, 401, 403, 404])('stays open for the others after any number of %i', async (status) => {
    refusing(status);
    const queue = new CodeQueue(clientOf(), { perSecond: 1_000 });
    await askAll(queue, 7);
    expect(queue.isPaused).toBe(false);
  });

  it('is closed at the first 429, for as long as Trustly says', async () => {
    const before = refusing(429, { 'retry-after': '20' });
    const queue = new CodeQueue(clientOf(), { perSecond: 1_000 });
    for (const answer of [await queue.issueCode(ask, 1), await queue.issueCode(ask, 1)]) {
      expect(answer).toMatchObject({ kind: 'failed', reason: 'CODE_SOURCE_RATE_LIMITED' });
      expect(answer.kind === 'failed' && answer.retryAfterMs).toBeGreaterThan(19_000);
    }
    expect(trustly.requests.length - before).toBe(1);
  });
});
