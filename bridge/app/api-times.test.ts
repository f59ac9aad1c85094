import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../test/support/bridge/default-settings.ts';
import { LONGEST_BACKLOG } from '../money/judge-funding.ts';
import { createLog } from '../platform/log.ts';
import { documentTable } from '../../test/support/document-table.ts';
import { API_TIMES } from '../rails/scan-and-pay/api/api-times.ts';
import { WINDOW_MS } from '../platform/http/login-counters.ts';
import { MOST, MOST_PASSWORDS } from '../platform/http/refused-logins.ts';
import { createHttpServer, MAX_BODY_BYTES, TIMES } from '../platform/http/server.ts';

it('the API document tells the times and limits that the bridge has', async () => {
  const app = createHttpServer(createLog('silent'), null, []);
  const { keepAliveTimeout } = app.server;
  await app.close();
  const existing: Record<keyof typeof API_TIMES, string> = {
    fundingWindow: `${DEFAULT_SETTINGS.fundingWindowMs / 1_000} s`,
    waitingOrders: String(LONGEST_BACKLOG),
    accessToken: `${DEFAULT_SETTINGS.tokenLifetimeS} s`,
    requests: `${DEFAULT_SETTINGS.api.ratePerS} in 1 s`,
    wrongTokens: `${MOST.bearer} in ${WINDOW_MS / 1_000} s`,
    wrongSecrets: `${MOST.client} in ${WINDOW_MS / 1_000} s`,
    arrival: `${TIMES.requestMs / 1_000} s`,
    idle: `${keepAliveTimeout / 1_000} s`,
    body: `${MAX_BODY_BYTES / 1_024} KiB`,
  };
  const documented = Object.entries(API_TIMES).map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(documented)).toEqual(existing);
});

it('docs/bridge.md tells after how many wrong secrets a door is closed to them', () => {
  const documented = documentTable('bridge.md', 'Wrong secrets, and proxies');
  const numbers = [MOST.bearer, MOST.client, MOST.kiosk, MOST.operator, MOST_PASSWORDS];
  expect(documented.map((row) => row[2]?.split(':')[0])).toEqual([...numbers.map(String), 'any number']);
  expect(documented.at(-1)?.[0]).toBe('sign-in through the identity provider');
});
