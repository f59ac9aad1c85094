import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../bridge/app/settings.ts';
import { aFunding, BridgeSite, OPERATOR_TOKEN, TestTpas } from '../support/bridge/bridge-site.ts';

let site: BridgeSite;
let directory: string;
beforeAll(async () => {
  site = await BridgeSite.open();
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topper-tls-'));
  await install('first');
});
afterEach(async () => {
  await site.clear();
  await rm(directory, { recursive: true });
});
afterAll(() => site.close());

const certificate = (name: 'first' | 'second', kind: 'crt' | 'key') =>
  new URL(`../support/bridge/certificates/${name}.${kind}`, import.meta.url);

async function install(name: 'first' | 'second', key: 'first' | 'second' = name) {
  await copyFile(certificate(key, 'key'), join(directory, 'bridge.key'));
  await copyFile(certificate(name, 'crt'), join(directory, 'bridge.crt'));
}

const tlsSettings = () => ({
  BRIDGE_TLS_CERT_FILE: join(directory, 'bridge.crt'),
  BRIDGE_TLS_KEY_FILE: join(directory, 'bridge.key'),
});

async function handshake(url: string, options: ConnectionOptions): Promise<TLSSocket> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, servername: 'localhost', ...options });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function protocolWith(url: string, options: ConnectionOptions): Promise<string | null> {
  const socket = await handshake(url, { ca: await readFile(certificate('first', 'crt')), ...options });
  const protocol = socket.getProtocol();
  socket.destroy();
  return protocol;
}

async function servedCertificate(url: string): Promise<'first' | 'second' | 'neither'> {
  for (const name of ['first', 'second'] as const) {
    const socket = await handshake(url, { ca: await readFile(certificate(name, 'crt')) }).catch(() => null);
    socket?.destroy();
    if (socket) return name;
  }
  return 'neither';
}

async function headersOf(url: string): Promise<IncomingHttpHeaders> {
  const ca = await readFile(certificate('first', 'crt'));
  return new Promise((resolve, reject) => {
    request(`${url}/healthz`, { ca, servername: 'localhost' }, (response) => {
      response.resume();
      resolve(response.headers);
    })
      .once('error', reject)
      .end();
  });
}

// [tls-or-loopback]
describe('off the machine the bridge', () => {
  it('speaks TLS 1.2 and newer, and nothing older', async () => {
    const { url } = await site.bridge(tlsSettings());
    expect(url).toMatch(/^https:/);
    expect(await protocolWith(url, { maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    expect(await protocolWith(url, {})).toBe('TLSv1.3');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(protocolWith(url, old)).rejects.toThrow(/protocol version|unsupported/i);
  });

  it('takes no suite without forward secrecy or authenticated encryption, and tells browsers to stay with TLS', async () => {
    const { url } = await site.bridge(tlsSettings());
    const only = (ciphers: string) => ({ maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` }) as const;
    for (const weak of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-ECDSA-AES128-SHA'])
      await expect(protocolWith(url, only(weak)), weak).rejects.toThrow(/handshake failure/);
    expect(await protocolWith(url, only('ECDHE-ECDSA-AES128-GCM-SHA256'))).toBe('TLSv1.2');
    const headers = await headersOf(url);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    const plain = await site.bridge();
    expect((await fetch(`${plain.url}/healthz`)).headers.get('strict-transport-security')).toBeNull();
  });

  it('takes a renewed certificate without a restart, and keeps the good one when the files do not match', async () => {
    const { url } = await site.bridge(tlsSettings());
    expect(await servedCertificate(url)).toBe('first');
    await install('second', 'first');
    process.emit('SIGHUP', 'SIGHUP');
    expect(await servedCertificate(url)).toBe('first');
    await install('second');
    process.emit('SIGHUP', 'SIGHUP');
    expect(await servedCertificate(url)).toBe('second');
  });

  it('does not listen in plain text', () => {
    const settings = { ...site.environment(), BRIDGE_LISTEN: '0.0.0.0:7300' };
    expect(() => readSettings(settings)).toThrow('BRIDGE_TLS_CERT_FILE');
    expect(readSettings({ ...settings, ...tlsSettings() }).listen.host).toBe('0.0.0.0');
    expect(() => readSettings({ ...settings, BRIDGE_TLS_CERT_FILE: '/nowhere' })).toThrow(
      'BRIDGE_TLS_CERT_FILE',
    );
  });
});

describe('the metrics', () => {
  it('tell Prometheus of fundings, codes, links and the circuit, without an id in them [no-personal-data]', async () => {
    const bridge = await site.bridge();
    const kiosk = (await site.kiosk(bridge, 'EGM-M1')).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding('EGM-M1');
    await tpas.fund(funding);
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    await kiosk.next('code.issued');
    const authorization = `Bearer ${OPERATOR_TOKEN}`;
    const text = await (await fetch(`${bridge.url}/metrics`, { headers: { authorization } })).text();
    expect(text).toMatch(/^topper_fundings_total\{status="CREDITED",code=""\} 1$/m);
    expect(text).toMatch(/^topper_codes_total\{result="issued"\} 1$/m);
    expect(text).toMatch(/^topper_kiosk_links 1$/m);
    expect(text).toMatch(/^topper_code_source_circuit_open\{rail="scan-and-pay"\} 0$/m);
    expect(text).toMatch(/^topper_fundings_unconfirmed 0$/m);
    expect(text).not.toContain(funding.ubai);
    expect(text).not.toContain('EGM-M1');
    expect((await fetch(`${bridge.url}/metrics`)).status).toBe(401);
  });

  it('stay beside health and readiness, which need no login', async () => {
    const bridge = await site.bridge();
    for (const path of ['/healthz', '/readyz', '/docs/json']) {
      expect((await fetch(bridge.url + path)).status).toBe(200);
    }
  });
});
