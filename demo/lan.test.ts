import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInstallation } from './installation.ts';
import { chooseAddress, openLan } from './lan.ts';

const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-lan-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

test.each([
  [['172.17.0.1', '10.0.0.8', '192.168.1.20'], '192.168.1.20'],
  [['172.17.0.1', '10.0.0.8'], '10.0.0.8'],
  [['203.0.113.9'], '203.0.113.9'],
])('of %j the likeliest to be the phones own network is %s', (addresses, chosen) => {
  expect(chooseAddress(addresses, null)).toBe(chosen);
});

test('an address can be asked for, if it is of this machine', () => {
  expect(chooseAddress(['10.0.0.8', '192.168.1.20'], '10.0.0.8')).toBe('10.0.0.8');
  expect(() => chooseAddress(['10.0.0.8'], '10.0.0.9')).toThrow('--lan-address 10.0.0.9');
});

test('a machine on no network is told so', () => {
  expect(() => chooseAddress([], null)).toThrow('not on a network');
});

test.runIf(own !== undefined)(
  'the certificate is one that phones take for that address, made once, with a key nobody else reads',
  async () => {
    const installation = await openInstallation(directory);
    const lan = await openLan(installation, own ?? '');
    const pem = await readFile(lan.certificate, 'utf8');
    const certificate = new X509Certificate(pem);
    expect(certificate.checkIP(own ?? '')).toBe(own);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']); // serverAuth
    const days = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / 86_400_000;
    expect(days).toBeLessThan(398);
    expect((await stat(lan.key)).mode & 0o077).toBe(0);

    await openLan(installation, own ?? '');
    expect(await readFile(lan.certificate, 'utf8')).toBe(pem);
  },
);
