import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { CommitUnknownError, NothingRecordedError } from '../postgres/database.ts';
import type { ErrorAnswer } from './error-answer.ts';
import { RawSocket } from '../../../test/support/raw-socket.ts';
import { createHttpServer } from './server.ts';
import { readTls } from './tls.ts';

function server() {
  const app = createHttpServer(createLog('silent'), null, []);
  app.post('/echo/:name', async ({ body }) => ({ body }));
  app.post('/take', async () => ({}));
  return app;
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('an error of the database is told', () => {
  const wrong = async (method: 'GET' | 'POST', error: Error, where: 'hook' | 'handler') => {
    const app = createHttpServer(createLog('silent'), null, []);
    const fail = async () => {
      throw error;
    };
    if (where === 'hook') app.addHook('onRequest', fail);
    app.route({ method, url: '/', handler: fail });
    const answer = await app.inject({ method, url: '/' });
    return [answer.statusCode, answer.json<ErrorAnswer>().error.code];
  };

  it('as "nothing was recorded" where that is certain', async () => {
    const certain = new NothingRecordedError(new Error('away'));
    expect(await wrong('POST', certain, 'handler')).toEqual([503, 'UNAVAILABLE']);
    expect(await wrong('POST', new Error('away'), 'hook')).toEqual([503, 'UNAVAILABLE']);
    expect(await wrong('GET', new Error('away'), 'handler')).toEqual([503, 'UNAVAILABLE']);
  });

  it('as an outcome that is not known where anything may have happened', async () => {
    const unknown = [500, 'OUTCOME_UNKNOWN'];
    expect(await wrong('POST', new CommitUnknownError(new Error('away')), 'handler')).toEqual(unknown);
    // Such as the look at the outcome after a commit.
    expect(await wrong('POST', new Error('away'), 'handler')).toEqual(unknown);
  });
});

describe("the server's door", () => {
  it.each([
    'application/json',
    'application/json;charset=utf-8',
    'application/json; charset=utf8',
    'application/json; charset="UTF-8"',
    'APPLICATION/JSON ; Charset="utf8"',
    'application/json; profile="a;charset=latin1"; charset=utf-8',
    'application/json; charset=utf-8; charset=latin1',
  ])('takes JSON that says it is %s', async (type) => {
    const headers = { 'content-type': type };
    const answer = await server().inject({ method: 'POST', url: '/echo/x', headers, body: '{"a":"é"}' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { body: { a: 'é' } }]);
  });

  it.each(['text/plain', 'application/json; charset=latin1', 'application/json; charset=x', 'json'])(
    'refuses what says it is %s',
    async (type) => {
      const headers = { 'content-type': type };
      const answer = await server().inject({ method: 'POST', url: '/echo/x', headers, body: '{}' });
      expect([answer.statusCode, answer.json()]).toMatchObject([415, { error: { code: 'MALFORMED' } }]);
    },
  );

  it.each([
    ['in a value', '/echo/x', '{"a":["\\u0000"]}'],
    ['in a key', '/echo/x', '{"\\ud800":1}'],
    ['as the second half of a pair', '/echo/x', '{"a":"\\udc00"}'],
    ['in the query', '/echo/x?q=%00', '{}'],
    ['in the path', '/echo/%00', '{}'],
  ])('refuses a character that no text may have %s', async (_where, url, body) => {
    const answer = await server().inject({ method: 'POST', url, headers: JSON_TYPE, body });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: 'MALFORMED' } }]);
  });

  it('is not brought down by a body that is nested very deep', async () => {
    const body = '['.repeat(8_000) + ']'.repeat(8_000);
    const answer = await server().inject({ method: 'POST', url: '/take', headers: JSON_TYPE, body });
    expect(answer.statusCode).toBe(200);
  });
});

it('a connection that never begins with TLS ends in time', async () => {
  const certificates = new URL('../../../test/support/bridge/certificates/', import.meta.url);
  const file = (name: string) => fileURLToPath(new URL(name, certificates));
  const tls = readTls({ certFile: file('first.crt'), keyFile: file('first.key') });
  const app = createHttpServer(createLog('silent'), tls, [], { requestMs: 100, checkEveryMs: 50 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  expect(await (await RawSocket.to(port)).untilClosed()).toHaveLength(0);
  await app.close();
});
