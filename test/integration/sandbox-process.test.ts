/** The sandbox as the process that `npm run sandbox` starts. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxPayment } from '../../sandbox/control.ts';
import {
  newMessageId,
  startEuropeReceiver,
  trustlyKeyOf,
  USUAL,
  type Heard,
  type Say,
} from '../support/sandbox/europe-fixture.ts';
import { callBody, EUROPE, MERCHANT_PUBLIC_PEM } from '../support/sandbox/europe-merchant.ts';
import { newReference, onFileCalls, startReceiver } from '../support/sandbox/on-file-fixture.ts';
import { ON_FILE } from '../support/sandbox/on-file-merchant.ts';
import { startScriptedBridge, type ScriptedBridge } from '../support/sandbox/scripted-bridge.ts';
import { startService, type Service } from '../support/service.ts';
import { waitFor } from '../support/wait.ts';

const ENTRY = path.resolve(import.meta.dirname, '../../sandbox/main.ts');
const SECRETS = { SANDBOX_ACCESS_KEY: 'qr-access-key-1234', TPAS_CLIENT_SECRET: 'tpas-client-secret-5678' };

let bridge: ScriptedBridge;
let dataDirectory: string;
let environment: Record<string, string>;
let service: Service | null;

beforeEach(async () => {
  bridge = await startScriptedBridge({ id: 'tpas', secret: SECRETS.TPAS_CLIENT_SECRET });
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'topper-sandbox-'));
  environment = {
    ...SECRETS,
    SANDBOX_LISTEN: '127.0.0.1:0',
    SANDBOX_DATA_DIR: dataDirectory,
    SANDBOX_ACCESS_ID: 'access',
    SANDBOX_MERCHANT_ID: '123456789',
    BRIDGE_URL: bridge.url,
    TPAS_CLIENT_ID: 'tpas',
    SANDBOX_ON_FILE_ACCESS_ID: ON_FILE.accessId,
    SANDBOX_ON_FILE_ACCESS_KEY: ON_FILE.accessKey,
    SANDBOX_ON_FILE_MERCHANT_ID: ON_FILE.merchantId,
  };
  service = null;
});
afterEach(async () => {
  await service?.kill();
  await bridge.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function start(): Promise<{ service: Service; url: string }> {
  service = await startService(ENTRY, [], environment);
  return { service, url: String(service.listening['url']) };
}

async function codeOf(url: string): Promise<{ url: string; token: string }> {
  const response = await fetch(`${url}/auth-service/api/oauth2/qrcode/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`access:${SECRETS.SANDBOX_ACCESS_KEY}`)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ asset: 'EGM-0042', merchantId: '123456789' }),
  });
  return (await response.json()) as { url: string; token: string };
}

async function approveTwenty(code: string): Promise<string> {
  const visit = (await fetch(code)).url;
  for (const [action, form] of [
    ['amount', { amount: '20.00' }],
    ['bank', { bank: 'demo' }],
    ['login', { userName: 'a player', passPhrase: 'a phrase' }],
    ['account', { account: '0' }],
    ['approve', {}],
  ] as const) {
    await fetch(`${visit}/${action}`, { method: 'POST', body: new URLSearchParams(form) });
  }
  return visit;
}

const paymentsAt = async (url: string) =>
  (await (await fetch(`${url}/control/payments`)).json()) as SandboxPayment[];

test('a payment survives kill -9, and is settled with the same funding id by the next process [exactly-once] [durable-first]', async () => {
  bridge.script('hangUp');
  const first = await start();
  await approveTwenty((await codeOf(first.url)).url);
  await expect.poll(() => bridge.calls.length).toBeGreaterThan(0);
  await first.service.kill();
  bridge.script('credited');
  const second = await start();
  await expect.poll(() => paymentsAt(second.url)).toMatchObject([{ state: 'CAPTURED' }]);
  expect(new Set(bridge.calls.map((call) => call.body?.['fundingId'])).size).toBe(1);
});

describe('Trustly on file', () => {
  const inReceipt = async (
    notificationUrl: string,
    userName = 'player',
    changed: Record<string, string> = {},
  ) => {
    const redirect = await onFile.logIn(
      { userName, passPhrase: 'a phrase' },
      { notificationUrl, ...changed },
    );
    return redirect.searchParams.get('transactionId') ?? '';
  };
  let url = '';
  const onFile = onFileCalls(() => url);

  test('survives kill -9: a capture goes on, and what the merchant has not heard is told again [durable-first]', async () => {
    const receiver = await startReceiver();
    try {
      const first = await start();
      url = first.url;
      await onFile.setFaults({ captures: 'standard', stepMs: 0 });
      const authorization = await inReceipt(receiver.url);
      receiver.answerWith(500);
      const { body } = await onFile.post(`/transactions/${authorization}/capture`, {
        amount: '20.00',
        merchantReference: newReference(),
      });
      const { transactionId } = (body as { transaction: { transactionId: string } }).transaction;
      const heard = () => receiver.received.filter(({ fields }) => fields['objectId'] === transactionId);
      await waitFor('two events', () => heard().length === 2);
      const before = heard().map((event) => event.body);
      await first.service.kill();
      receiver.answerWith(200);
      url = (await start()).url;
      await onFile.forward(5 * 86_400_000);
      await waitFor('the events again, and the last', () => heard().length === 5);
      expect(heard().map((event) => event.body)).toEqual(expect.arrayContaining(before));
      expect(new Set(heard().map(({ fields }) => fields['eventId'])).size).toBe(3);
      expect(heard().at(-1)?.fields['status']).toBe('4');
    } finally {
      await receiver.close();
    }
  });

  test('keeps nothing of a person, neither on the disk nor in the log [no-personal-data]', async () => {
    const { service: running, url: at } = await start();
    url = at;
    const person = { 'customer.name': 'Zacharias Quibble', 'customer.email': 'zq@quibble.example' };
    await inReceipt('http://127.0.0.1:1/', 'zacharias.q', person);
    await onFile.post(
      '/establish',
      onFile.establishData({
        ...person,
        paymentType: 'Disbursement',
        'account.accountNumber': '98765432109876',
        'account.routingNumber': '124003116',
      }),
    );
    expect(await onFile.transactions()).toHaveLength(2);
    await running.stop();
    const names = await readdir(dataDirectory);
    const files = await Promise.all(names.map((name) => readFile(path.join(dataDirectory, name))));
    const kept = Buffer.concat([...files, Buffer.from(running.output())]).toString('latin1');
    expect(kept).toContain('Demo Checking Account');
    for (const secret of [
      'Quibble',
      'quibble',
      'zacharias',
      'a phrase',
      '98765432109876',
      ON_FILE.accessKey,
    ]) {
      expect(kept).not.toContain(secret);
    }
  });
});

test('Trustly Europe survives kill -9: a deposit goes on, and what the merchant has not heard is told again with the same key [durable-first]', async () => {
  const merchantKeyFile = path.join(dataDirectory, 'merchant.pem');
  await writeFile(merchantKeyFile, MERCHANT_PUBLIC_PEM);
  Object.assign(environment, {
    SANDBOX_EUROPE_USERNAME: EUROPE.username,
    SANDBOX_EUROPE_PASSWORD: EUROPE.password,
    SANDBOX_EUROPE_MERCHANT_KEY_FILE: merchantKeyFile,
  });
  const heard: Heard[] = [];
  let say: Say = () => null;
  const receiver = await startEuropeReceiver(
    () => trustlyKeyOf(dataDirectory),
    (one) => {
      heard.push(one);
      return say(one);
    },
  );
  const post = async (at: string, body: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(at, { method: 'POST', headers, body })).json();
  };
  try {
    const first = await start();
    const fields = {
      NotificationURL: receiver.url,
      EndUserID: 'user-1',
      MessageID: newMessageId(),
      Attributes: {
        Country: 'NL',
        Locale: 'nl_NL',
        Currency: 'EUR',
        Amount: '20.00',
        RequestKYC: '0',
        Firstname: 'Zoë',
        Lastname: 'van der Meër',
        Email: 'zoe@example.com',
        ShopperStatement: 'Topper',
        SuccessURL: 'https://pay.example/success',
        FailURL: 'https://pay.example/fail',
      },
    };
    const answer = await post(`${first.url}/api/1`, callBody('Deposit', fields));
    const { orderid } = (answer as { result: { data: { orderid: string } } }).result.data;
    await post(`${first.url}/control/europe/orders/${orderid}/checkout`, '{}');
    await waitFor('the first attempts', () => new Set(heard.map(({ method }) => method)).size >= 2);
    await first.service.kill();
    const before = heard.length;
    say = USUAL;
    const second = await start();
    await post(`${second.url}/control/europe/clock`, '{"forwardMs":60000}');
    const ids = (from: readonly Heard[]) => new Set(from.map(({ data }) => data['notificationid']));
    await waitFor('all of it', () => ids(heard.slice(before)).size === 3);
    expect(ids(heard).size).toBe(3);
    expect(heard.every(({ isSigned }) => isSigned)).toBe(true);
  } finally {
    await receiver.close();
  }
});

test('neither tokens nor credentials nor bank account identifiers are in the log [secrets-kept]', async () => {
  const { service: running, url } = await start();
  const code = await codeOf(url);
  const visit = await approveTwenty(code.url);
  await expect.poll(() => paymentsAt(url)).toMatchObject([{ state: 'CAPTURED' }]);
  await running.stop();
  const log = running.output();
  expect(log).toContain('CAPTURED');
  const ubai = String(bridge.calls[0]?.body?.['ubai']);
  const secrets = [code.token, encodeURIComponent(code.token), visit, ubai, 'a player', 'token-1'];
  for (const secret of [...secrets, ...Object.values(SECRETS)]) expect(log).not.toContain(secret);
});

test('SIGTERM ends it with code 0', async () => {
  const { service: running } = await start();
  await running.stop();
  expect(running.process.exitCode).toBe(0);
});

describe('started wrongly', () => {
  const run = promisify(execFile);

  test.each([
    ['with a setting missing', { SANDBOX_ACCESS_KEY: '' }, [], 'sandbox: SANDBOX_ACCESS_KEY: is not set\n'],
    ['with an unknown argument', {}, ['--port'], 'sandbox: unknown argument --port; try --help\n'],
  ])('%s it says so in one line and exits with 2', async (_, change, args, line) => {
    const env = { ...process.env, ...environment, ...change };
    const failed = run(process.execPath, [ENTRY, ...args], { env });
    await expect(failed).rejects.toMatchObject({ code: 2, stderr: line });
  });

  test('on a taken port it says so in one line and exits with 2', async () => {
    const { url } = await start();
    const listen = new URL(url).host;
    const env = { ...process.env, ...environment, SANDBOX_LISTEN: listen };
    await expect(run(process.execPath, [ENTRY], { env })).rejects.toMatchObject({
      code: 2,
      stderr: `sandbox: SANDBOX_LISTEN: ${listen} is in use\n`,
    });
  });

  test('--help names every setting', async () => {
    const { stdout } = await run(process.execPath, [ENTRY, '--help']);
    for (const name of Object.keys(environment)) expect(stdout).toContain(name);
  });
});
