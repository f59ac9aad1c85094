/** What the listener itself bears. What it serves: phone-routes.test.ts. */
import { expect, it } from 'vitest';
import { freePorts } from '../../demo/free-ports.ts';
import { RawSocket } from '../../test/support/raw-socket.ts';
import { createLog } from '../platform/log.ts';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import { PhoneKeys } from './phone-keys.ts';
import { startPhoneListener } from './phone-listener.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });

it('phones that hold connections open do not use up what the machines are linked by', async () => {
  const [port = 0] = await freePorts(1);
  const settings = {
    public: {
      url: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      tls: null,
      codeLifetimeMs: 60_000,
      remembers: true,
      passkeys: 'no' as const,
      byCard: false,
    },
    trustedProxies: [],
    minAmount: usd(100),
    maxAmount: usd(100_000),
  };
  const keys = new PhoneKeys(new SecretKey(Buffer.alloc(32, 1)));
  const ports = { keys, pages: {} } as unknown as Parameters<typeof startPhoneListener>[1];
  const stop = await startPhoneListener(settings, ports, null, createLog('silent'), 2);
  const held = [await RawSocket.to(port), await RawSocket.to(port)];
  for (const one of held) one.write('GET / HTTP/1.1\r\n');
  expect(await (await RawSocket.to(port)).untilClosed()).toHaveLength(0);
  for (const one of held) {
    one.write('Host: a\r\nConnection: close\r\n\r\n');
    expect((await one.untilClosed()).toString()).toMatch(/^HTTP\/1.1 404 /);
  }
  const next = await RawSocket.to(port);
  next.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect((await next.untilClosed()).toString()).toMatch(/^HTTP\/1.1 404 /);
  await stop();
});
