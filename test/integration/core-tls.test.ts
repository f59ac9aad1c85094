/** The link over TLS [tls-or-loopback]: whom the kiosk trusts, and what it says where it does not. */
import tls, { type TlsOptions } from 'node:tls';
import { afterEach, expect, it, vi } from 'vitest';
import { dialBridge } from '../../main/link/web-socket.ts';
import { LINK_ASSET, LINK_SECRET, LinkBridge, tlsFile } from '../support/kiosk/link-bridge.ts';

let bridge: LinkBridge;
afterEach(async () => {
  await bridge.stop();
});

const casino = [tlsFile('casino-authority.pem')];

/** `opened`, or why it was not. */
async function dial(certificate: string, authorities: string[], options: TlsOptions = {}): Promise<string> {
  bridge = await LinkBridge.start(certificate, options);
  const connect = dialBridge({ url: bridge.url, asset: LINK_ASSET }, { secret: LINK_SECRET, authorities });
  return new Promise((resolve) => {
    const connection = connect({
      opened() {
        connection.close(1000, 'enough');
        resolve('opened');
      },
      heard: () => undefined,
      message: () => undefined,
      ended: resolve,
    });
  });
}

it('a bridge of the casino’s own authority is trusted where the settings name it', async () => {
  expect(await dial('bridge', casino)).toBe('opened');
});

it('it is not trusted where they do not', async () => {
  expect(await dial('bridge', [])).toBe('UNREACHABLE');
});

it('a certificate that is not valid now makes the machine’s clock, or the certificate, a suspect', async () => {
  expect(await dial('expired', casino)).toBe('CLOCK');
});

it('TLS older than 1.2 is refused, even where the system’s own ciphers would take it [tls-or-loopback]', async () => {
  const ciphers = 'DEFAULT:@SECLEVEL=0';
  const before = tls.DEFAULT_CIPHERS;
  tls.DEFAULT_CIPHERS = ciphers;
  try {
    const old: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers };
    expect(await dial('bridge', casino, old)).toBe('UNREACHABLE');
  } finally {
    tls.DEFAULT_CIPHERS = before;
  }
});

it('no environment makes the kiosk trust what it does not [tls-or-loopback]', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  try {
    expect(await dial('bridge', [])).toBe('UNREACHABLE');
  } finally {
    vi.unstubAllEnvs();
  }
});
