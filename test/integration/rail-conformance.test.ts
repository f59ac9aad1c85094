/** The rails, each held to what any rail must show. */
import { expect, it } from 'vitest';
import { createLog } from '../../bridge/platform/log.ts';
import { AllowList } from '../../bridge/platform/http/allow-list.ts';
import { createHttpServer } from '../../bridge/platform/http/server.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { parseSecretKey } from '../../bridge/platform/secrets/secret-key.ts';
import type { Notification, NotificationInbox } from '../../bridge/rails/rail.ts';
import { scanAndPay } from '../../bridge/rails/scan-and-pay/rail.ts';
import { BridgeSite, SECRET_KEY } from '../support/bridge/bridge-site.ts';
import { minimalRail, signatureOf, silence, type PayService } from '../support/rails/minimal-rail.ts';
import {
  openMinimalNotifications,
  openMinimalPayouts,
  openMinimalRefunds,
  PARTS,
} from '../support/rails/minimal-under-test.ts';
import { describeNotifications } from '../support/rails/notification-conformance.ts';
import { describePayouts } from '../support/rails/payout-conformance.ts';
import { describeRail, type RailUnderTest, type Service } from '../support/rails/rail-conformance.ts';
import { describeRefunds } from '../support/rails/refund-conformance.ts';
import { openServiceDoor } from '../support/rails/service-door.ts';
import { CREDENTIALS, startSandboxFixture } from '../support/sandbox/sandbox-fixture.ts';

describeRail('Scan and Pay', openScanAndPay);
describeRail('a minimal rail that pays first', openMinimal);
describeRefunds('a minimal rail that takes a key again', async () => openMinimalRefunds('by-key'));
describeRefunds('a minimal rail that would pay twice', async () => openMinimalRefunds('by-asking'));
describePayouts('a minimal rail that takes a key again', async () => openMinimalPayouts('by-key'));
describePayouts('a minimal rail that would pay twice', async () => openMinimalPayouts('by-asking'));
describeNotifications('a minimal rail that pays first', async () => openMinimalNotifications());

it('a notification is verified by the bytes that came, and only then read', async () => {
  const told: Notification[] = [];
  const inbox: NotificationInbox = {
    async receive(_rail, notification) {
      told.push(notification);
      return notification.answer('go-on');
    },
  };
  const app = createHttpServer(createLog('silent'), null, []);
  await app.register(minimalRail({ ...PARTS, inbox }).routes);
  const notify = async (sent: string, signed: string) => {
    const signature = signatureOf(Buffer.from(signed), PARTS.key).toString('base64');
    const headers = { 'content-type': 'application/json', signature };
    return app.inject({ method: 'POST', url: '/minimal/notifications', headers, payload: sent });
  };
  const said = (minor: string) =>
    `{"id":"n-1","kind":"reversed","paymentId":"p-1","fundingId":"f-1","amount":{"minor":${minor},"currency":"USD"}}`;
  expect((await notify(said('100.0'), said('100'))).statusCode).toBe(401);
  expect(told).toEqual([]);
  expect((await notify(said('100.0'), said('100.0'))).statusCode).toBe(200);
  expect(told.map(({ body }) => body.toString())).toEqual([said('100.0')]);
  await app.close();
});

const TPAS_SECRET = 'secret-of-the-tpas';

/** Its real client, through a door that counts, to the sandbox; its real token keys in a real ledger. */
async function openScanAndPay(): Promise<RailUnderTest> {
  const [site, sandbox] = await Promise.all([BridgeSite.open(), startSandboxFixture('http://127.0.0.1:1')]);
  const database = new Database(site.databaseUrl, { maxConnections: 2, onError: () => undefined });
  const secretKey = parseSecretKey(SECRET_KEY);
  if (!secretKey) throw new Error('the secret key of the tests is not one');
  const door = await openServiceDoor(sandbox.url);
  let touched = 0;
  const touch = async () => {
    touched++;
    throw new Error('nobody may get so far');
  };
  return {
    paysOut: false,
    make: (ratePerS, log) =>
      scanAndPay(
        {
          trustly: { url: door.url, ...CREDENTIALS, ratePerS },
          tpas: { clientId: 'tpas', clientSecrets: [TPAS_SECRET] },
          tokenLifetimeS: 60,
          currency: 'USD',
          api: { allowList: new AllowList([]), ratePerS: 500 },
        },
        {
          fundingRequests: { submit: touch, read: touch, cancel: touch },
          limits: { knows: touch, read: touch, change: touch, history: touch },
          logins: { refused: () => 0 },
          database,
          secretKey,
          log,
        },
      ),
    secrets: [btoa(`${CREDENTIALS.accessId}:${CREDENTIALS.accessKey}`), TPAS_SECRET],
    async behave(service) {
      door.answerWith(service === 'late' ? expired : (body) => body);
      await sandbox.setFaults({ qrApi: SANDBOX_FAULTS[service], slowMs: 120_000 });
    },
    asked: () => door.asked(),
    touched: () => touched,
    async close() {
      await Promise.all([door.close(), sandbox.close(), database.end()]);
      await site.close();
    },
  };
}

function expired(body: string): string {
  return body.replace(/"expiresAt":"[^"]*"/, '"expiresAt":"2020-01-01T00:00:00.0000"');
}

const SANDBOX_FAULTS = {
  ok: 'ok',
  unreachable: 'down',
  silent: 'slow',
  refusing: 'unauthorized',
  failing: 'error',
  nonsense: 'garbage',
  late: 'ok',
} as const satisfies Record<Service, string>;

async function openMinimal(): Promise<RailUnderTest> {
  let asked = 0;
  let touched = 0;
  let behaviour: PayService = good;
  return {
    paysOut: true,
    make: (perSecond) =>
      minimalRail({
        ...PARTS,
        service: async (signal) => {
          asked++;
          return behaviour(signal);
        },
        perSecond,
        inbox: {
          async receive() {
            touched++;
            return null;
          },
        },
      }),
    secrets: [PARTS.key],
    async behave(service) {
      behaviour = MINIMAL_SERVICES[service];
    },
    asked: () => asked,
    touched: () => touched,
    close: async () => undefined,
  };
}

const good: PayService = async () => ({ url: 'https://pay.example/c?n=1', lifetimeMs: 60_000 });
const broken: PayService = async () => {
  throw new Error('the service does not work');
};
const MINIMAL_SERVICES: Record<Service, PayService> = {
  ok: good,
  unreachable: broken,
  silent: silence,
  refusing: broken,
  failing: broken,
  nonsense: async () => ({ url: 'javascript:alert(1)', lifetimeMs: 60_000 }),
  late: async () => ({ url: 'https://pay.example/c?n=1', lifetimeMs: -1 }),
};
