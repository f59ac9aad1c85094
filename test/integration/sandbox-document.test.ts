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
import { ACH_DAYS } from '../../sandbox/trustly-on-file/capture.ts';
import { LIGHTBOX_MS } from '../../sandbox/trustly-on-file/establish.ts';
import { GIVE_UP_AFTER_MS, REPEAT_AFTER_MS } from '../../sandbox/trustly-on-file/event-queue.ts';
import { ANSWER_WITHIN_MS } from '../../sandbox/trustly-on-file/event-sender.ts';
import { documentTable } from '../support/document-table.ts';
import { startOnFileSite, type Answer, type OnFileSite } from '../support/sandbox/on-file-fixture.ts';
import { ON_FILE } from '../support/sandbox/on-file-merchant.ts';
import { CREDENTIALS, startSandboxFixture, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';

let sandbox: SandboxFixture;
let onFile: OnFileSite;
/** An authorization of Trustly on file. */
let authorizationId: string;
beforeAll(async () => {
  sandbox = await startSandboxFixture('http://127.0.0.1:1');
  onFile = await startOnFileSite();
  const redirect = await onFile.logIn();
  authorizationId = redirect.searchParams.get('transactionId') ?? '';
});
afterAll(async () => {
  await sandbox.close();
  await onFile.close();
});

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

const order = { amount: '20.00', merchantReference: 'a reference' };
const captureOf = (id: string, form: Record<string, string>): Promise<Answer> =>
  onFile.post(`/transactions/${id}/capture`, form);

async function captureRaw(
  body: string,
  type = 'application/x-www-form-urlencoded',
  key: string = ON_FILE.accessKey,
): Promise<Answer> {
  const response = await fetch(`${onFile.sandbox.url()}/api/v1/transactions/${authorizationId}/capture`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${ON_FILE.accessId}:${key}`)}`, 'content-type': type },
    body,
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

function expectError(answer: Answer, status: number, code: number, location?: string): void {
  const error = { code, ...(location !== undefined && { location }) };
  expect(answer).toMatchObject({ status, body: { errors: [error] } });
}

const onFileRows: Row[] = [
  {
    comes: 'a field that is not in the table',
    answer: '200; it is not looked at',
    holds: async () => {
      expect((await captureOf(authorizationId, { ...order, colour: 'green' })).status).toBe(200);
    },
  },
  {
    comes: 'the same field twice',
    answer: '400, code 200',
    holds: async () =>
      expectError(await captureRaw('amount=20.00&amount=5.00&merchantReference=r'), 400, 200),
  },
  {
    comes: 'an amount that is missing, a JSON number, below 0.99, with three decimals, a sign or a comma',
    answer: '400, code 200, `location` `amount`',
    holds: async () => {
      for (const amount of ['', '0.98', '20.001', '-20.00', '1,000.00', '2e1']) {
        expectError(await captureOf(authorizationId, { ...order, amount }), 400, 200, 'amount');
      }
      expectError(
        await captureRaw('{"amount":20,"merchantReference":"r"}', 'application/json'),
        400,
        200,
        'amount',
      );
    },
  },
  {
    comes: 'no `merchantReference`, or one of more than 255 characters',
    answer: '400, code 200, `location` `merchantReference`',
    holds: async () => {
      for (const merchantReference of ['', 'x'.repeat(256)]) {
        const answer = await captureOf(authorizationId, { ...order, merchantReference });
        expectError(answer, 400, 200, 'merchantReference');
      }
    },
  },
  {
    comes: 'a transaction that does not exist, or is of another kind',
    answer: '400, code 200',
    holds: async () => {
      expectError(await captureOf('100000000000000', order), 400, 200);
      expectError(await onFile.get('/transactions/100000000000000'), 400, 200);
      expectError(await onFile.post(`/transactions/${authorizationId}/refund`, order), 400, 200);
    },
  },
  {
    comes: 'no JSON, another media type, more than 64 KiB',
    answer: '400, code 200',
    holds: async () => {
      expectError(await captureRaw('{', 'application/json'), 400, 200);
      expectError(await captureRaw('<a/>', 'text/xml'), 400, 200);
      expectError(await captureRaw(`amount=${'1'.repeat(65_537)}`), 400, 200);
    },
  },
  {
    comes: 'wrong credentials and a wrong body',
    answer: '401, code 375: credentials come first',
    holds: async () => expectError(await captureRaw('{', 'application/json', 'wrong'), 401, 375),
  },
  {
    comes: 'an establish with a wrong signature, or of another accessId',
    answer: '401, code 375',
    holds: async () => {
      const data = onFile.establishData();
      expectError(await onFile.post('/establish', { ...data, amount: '1.00' }), 401, 375);
      expectError(await onFile.post('/establish', onFile.establishData({ accessId: 'other' })), 401, 375);
    },
  },
  {
    comes: 'an establish of another merchant',
    answer: '400, code 300',
    holds: async () =>
      expectError(await onFile.post('/establish', onFile.establishData({ merchantId: 'other' })), 400, 300),
  },
  {
    comes: 'an establish whose returnUrl is no https address',
    answer: '400, code 200, `location` `returnUrl`',
    holds: async () => {
      for (const returnUrl of ['http://pay.example/', 'javascript:alert(1)', 'pay']) {
        const answer = await onFile.post('/establish', onFile.establishData({ returnUrl }));
        expectError(answer, 400, 200, 'returnUrl');
      }
    },
  },
  {
    comes: 'another path',
    answer: '404',
    holds: async () => {
      expect((await onFile.get('/nothing')).status).toBe(404);
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
  ['a visit to the Lightbox', `${LIGHTBOX_MS / 60_000} min`, ''],
  ['answer of the merchant to an event', s(ANSWER_WITHIN_MS), ''],
  ['an event that was not answered with 200', `${REPEAT_AFTER_MS / 60_000} min`, ''],
  ['events in all', `${GIVE_UP_AFTER_MS / 3_600_000} h`, ''],
  ['standard ACH', `${ACH_DAYS} banking days`, ''],
  ['access token, before its end', s(MARGIN_MS), ''],
];

describe('the sandbox, as docs/sandbox.md tells of it,', () => {
  beforeEach(async () => {
    await sandbox.setFaults({ qrApi: 'ok' });
  });

  const tables: [string, Row[]][] = [
    ['Odd input at the QR code API', qrRows],
    ['Odd input at the control port', controlRows],
    ['Odd input at the on-file API', onFileRows],
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
