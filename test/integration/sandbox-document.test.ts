/** docs/sandbox.md on odd input and on times, row by row, on a sandbox that listens. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VISIT_MS } from '../../sandbox/checkouts.ts';
import { SandboxFaults } from '../../sandbox/control.ts';
import { LONGEST_SLEEP_S } from '../../sandbox/demo-bank.ts';
import { DEFAULT_CODE_LIFETIME_MS } from '../../sandbox/faults.ts';
import { ANSWER_TIMEOUT_MS } from '../../sandbox/funding-api.ts';
import { PATIENCE_MS } from '../../sandbox/microsite/payment-page.ts';
import { MARGIN_MS } from '../../sandbox/oauth-token.ts';
import { FUNDING_WINDOW_MS, NOTICE_WINDOW_MS, retryDelayMs } from '../../sandbox/payment.ts';
import { documentTable } from '../support/document-table.ts';
import { CREDENTIALS, startSandboxFixture, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';

let sandbox: SandboxFixture;
beforeAll(async () => {
  sandbox = await startSandboxFixture('http://127.0.0.1:1');
});
afterAll(() => sandbox.close());

const { accessId, accessKey, merchantId } = CREDENTIALS;
const valid = { asset: 'EGM-0042', merchantId };
const OK = JSON.stringify(valid);

interface Row {
  comes: string;
  answer: string;
  holds: () => Promise<void>;
}

async function qr(
  body: string,
  { type = 'application/json', credentials = `${accessId}:${accessKey}` } = {},
) {
  const response = await fetch(`${sandbox.url()}/auth-service/api/oauth2/qrcode/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}`, 'content-type': type },
    body,
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function refused(status: number, code: number, ...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    const answer = await qr(body);
    expect(answer, body.slice(0, 60)).toEqual({
      status,
      body: { errors: [{ domain: 'qrcode', code, message: expect.any(String) as unknown }] },
    });
  }
}

const qrRows: Row[] = [
  {
    comes: 'a field that is not in the table',
    answer: '200; it is not looked at',
    holds: async () => {
      expect((await qr(JSON.stringify({ ...valid, colour: 'green' }))).status).toBe(200);
    },
  },
  {
    comes: 'the same key twice',
    answer: '200; the last one counts',
    holds: async () => {
      expect((await qr(`{"asset":"","asset":"EGM-1","merchantId":"${merchantId}"}`)).status).toBe(200);
    },
  },
  {
    comes: 'the same request again, while its code lives',
    answer: '200 with another code; the first stays good until its own end',
    holds: async () => {
      const [first, second] = [await qr(OK), await qr(OK)];
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(first.body).not.toEqual(second.body);
      for (const { body } of [first, second]) {
        const page = await fetch((body as { url: string }).url, { redirect: 'manual' });
        expect(page.status).toBe(303);
      }
    },
  },
  {
    comes:
      'a required field that is missing, empty, longer than 100 characters or no text; an optional one that is longer or no text',
    answer: '400, code 200',
    holds: async () =>
      refused(
        400,
        200,
        '{}',
        JSON.stringify({ asset: 'EGM-1' }),
        JSON.stringify({ ...valid, asset: '' }),
        JSON.stringify({ ...valid, asset: 'x'.repeat(101) }),
        JSON.stringify({ ...valid, merchantId: 7 }),
        JSON.stringify({ ...valid, gameName: 'x'.repeat(101) }),
        JSON.stringify({ ...valid, id: null }),
      ),
  },
  {
    comes: 'no JSON, another media type, more than 1 MiB',
    answer: '400, code 200',
    holds: async () => {
      await refused(400, 200, '', '{', '[]', `{"x":"${'x'.repeat(1_048_576)}"}`);
      expect((await qr(OK, { type: 'text/plain' })).status).toBe(400);
    },
  },
  {
    comes: 'wrong credentials and a wrong body',
    answer: '401, code 375: credentials come first',
    holds: async () => {
      const { status, body } = await qr('{', { credentials: 'access:wrong' });
      expect([status, body]).toMatchObject([401, { errors: [{ code: 375 }] }]);
    },
  },
  {
    comes: 'another merchant',
    answer: '403, code 300',
    holds: async () => refused(403, 300, JSON.stringify({ ...valid, merchantId: 'other' })),
  },
];

async function put(body: string, type = 'application/json'): Promise<[number, unknown]> {
  const response = await fetch(`${sandbox.url()}/control/faults`, {
    method: 'PUT',
    headers: { 'content-type': type },
    body,
  });
  return [response.status, await response.json()];
}
const error = (code: string): unknown => ({ error: { code, message: expect.any(String) as unknown } });

const controlRows: Row[] = [
  {
    comes: 'a fault that is unknown, missing, out of its range or of another type',
    answer: '400 `NOT_OF_SCHEMA`, and nothing changes',
    holds: async () => {
      const now = await sandbox.faults();
      for (const wrong of [
        { qrApi: 'ok' },
        { ...now, weather: 'bad' },
        { ...now, qrApi: 'broken' },
        { ...now, slowMs: -1 },
        { ...now, codeLifetimeMs: '60000' },
      ]) {
        expect(await put(JSON.stringify(wrong))).toEqual([400, error('NOT_OF_SCHEMA')]);
      }
      expect(await sandbox.faults()).toEqual(now);
    },
  },
  {
    comes: 'no JSON, or another media type',
    answer: '400 or 415 `NOT_JSON`, and nothing changes',
    holds: async () => {
      expect(await put('{')).toEqual([400, error('NOT_JSON')]);
      expect(await put('')).toEqual([400, error('NOT_JSON')]);
      expect(await put('{}', 'image/png')).toEqual([415, error('NOT_JSON')]);
    },
  },
  {
    comes: 'the same faults again',
    answer: '200, and nothing changes',
    holds: async () => {
      const now = await sandbox.faults();
      expect(await put(JSON.stringify(now))).toEqual([200, now]);
    },
  },
];

const ms = (value: number): string => `${value.toLocaleString('en')} ms`;
const s = (value: number): string => `${value / 1_000} s`;
const range = (schema: object): string => {
  const { minimum, maximum } = schema as { minimum: number; maximum: number };
  return `${minimum.toLocaleString('en')} to ${ms(maximum)}`;
};
const { slowMs, codeLifetimeMs } = SandboxFaults.properties;

const TIMES = [
  ['life of a code', s(DEFAULT_CODE_LIFETIME_MS), `\`codeLifetimeMs\`, ${range(codeLifetimeMs)}`],
  ['answer of the QR code API while it is `slow`', '5 s', `\`slowMs\`, ${range(slowMs)}`],
  ['a visit to the microsite', `${VISIT_MS / 60_000} min`, ''],
  ['a slow bank', `${LONGEST_SLEEP_S} s at most`, 'the pass phrase'],
  ['the phone reads “Adding…”', s(PATIENCE_MS), ''],
  ['answer of the bridge', s(ANSWER_TIMEOUT_MS), ''],
  ['first wait before the bridge is asked again', ms(retryDelayMs(1)), ''],
  ['longest wait before the bridge is asked again', ms(retryDelayMs(99)), ''],
  ['a payment that could not be asked for', s(FUNDING_WINDOW_MS), ''],
  ['a cancellation that is for the glass only', s(NOTICE_WINDOW_MS), ''],
  ['access token, before its end', s(MARGIN_MS), ''],
];

describe('the sandbox, as docs/sandbox.md tells of it,', () => {
  beforeEach(async () => {
    await sandbox.setFaults({ qrApi: 'ok' });
  });

  const tables: [string, Row[]][] = [
    ['Odd input at the QR code API', qrRows],
    ['Odd input at the control port', controlRows],
  ];
  it.each(tables)('is described: %s', (heading, rows) => {
    expect(documentTable('sandbox.md', heading)).toEqual(rows.map(({ comes, answer }) => [comes, answer]));
  });

  it.each(tables.flatMap(([, rows]) => rows))('$comes: $answer', async ({ holds }) => {
    await expect(holds()).resolves.toBeUndefined();
  });

  it('takes the times that are described', () => {
    const documented = documentTable('sandbox.md', 'Times').map(([what, value, set]) => [what, value, set]);
    expect(documented).toEqual(TIMES);
  });
});
