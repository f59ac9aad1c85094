import { assert, asyncProperty, constantFrom, jsonValue } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { badRequests } from '../contract/bad-requests.ts';
import { isError, OPERATIONS, type Operation } from '../contract/operations.ts';
import { BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';

let site: BridgeSite;
let bridge: Bridge;
let tpas: TestTpas;
beforeAll(async () => {
  site = await BridgeSite.open();
  bridge = await site.bridge({ BRIDGE_API_RATE_PER_S: '100000' });
  tpas = await TestTpas.signIn(bridge.url);
});
afterAll(() => site.close());

const WITH_BODY = OPERATIONS.filter((operation) => operation.body !== null);

/** Everything that an API may write, as one text. */
async function everyRow(): Promise<string> {
  const tables = [
    'fundings',
    'transfers',
    'limit_reservations',
    'daily_usage',
    'player_limits',
    'limit_history',
    'audit',
  ];
  const rows = await Promise.all(tables.map((table) => site.sql(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows);
}

function pathOf(operation: Operation): string {
  return operation.path.replace('{fundingId}', 'contract-1').replace('{ubai}', 'contract-ubai');
}

async function answerTo(operation: Operation, init: RequestInit): Promise<{ status: number; body: unknown }> {
  const response = await tpas.raw(operation.method, pathOf(operation), init);
  return { status: response.status, body: await response.json() };
}

describe.each(WITH_BODY)('$name', (operation) => {
  it('answers every bad request as the document says, and changes nothing [checked-at-the-door]', async () => {
    const before = await everyRow();
    const wrong: string[] = [];
    for (const { what, body, headers } of badRequests(operation)) {
      const answer = await answerTo(operation, { body, headers });
      const isRefused = [400, 413, 415].includes(answer.status);
      if (!isRefused || !operation.documents(answer.status, answer.body)) {
        wrong.push(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await everyRow()).toBe(before);
  });

  it('never fails on a body that a machine made up', async () => {
    const before = await everyRow();
    const { body } = operation;
    await assert(
      asyncProperty(jsonValue(), constantFrom(...Object.keys(body?.example ?? {})), async (value, key) => {
        for (const made of [value, { ...body?.example, [key]: value }]) {
          if (body?.isValid(made)) continue;
          const answer = await answerTo(operation, {
            body: JSON.stringify(made),
            headers: { 'content-type': 'application/json' },
          });
          expect(answer.status).toBe(400);
        }
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
    expect(await everyRow()).toBe(before);
  });
});

describe.each(OPERATIONS)('$name', (operation) => {
  it('needs an access token', async () => {
    const before = await everyRow();
    for (const authorization of [
      '',
      'Bearer',
      'Bearer nonsense',
      'Basic dHBhczp0cGFz',
      `Bearer ${UNSIGNED}`,
    ]) {
      const response = await fetch(bridge.url + pathOf(operation), {
        method: operation.method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(operation.body && { body: JSON.stringify(operation.body.example) }),
      });
      expect(response.status).toBe(401);
      expect(operation.documents(401, await response.json())).toBe(true);
    }
    expect(await everyRow()).toBe(before);
  });

  it('refuses ids that are none', async () => {
    const before = await everyRow();
    for (const id of ['%00', '%ff', '%', 'x'.repeat(100), 'x'.repeat(101), '%20', 'a%0Ab', '💶']) {
      const path = operation.path.replace(/\{[a-zA-Z]+\}/, id);
      if (path === operation.path) continue;
      const response = await tpas.raw(operation.method, path, {
        headers: { 'content-type': 'application/json' },
        ...(operation.body && { body: JSON.stringify(operation.body.example) }),
      });
      expect([400, 404, 414]).toContain(response.status);
      expect(isError(await response.json()), id).toBe(true);
    }
    expect(await everyRow()).toBe(before);
  });
});

/** A token that says of itself that it needs no signature. */
const UNSIGNED = [{ alg: 'none', kid: 'first' }, { sub: 'tpas', aud: 'topper-funding-api', exp: 4e9 }, '']
  .map((part) => (part === '' ? '' : Buffer.from(JSON.stringify(part)).toString('base64url')))
  .join('.');
