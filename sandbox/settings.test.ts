import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from './settings.ts';

const complete = {
  SANDBOX_ACCESS_ID: 'access',
  SANDBOX_ACCESS_KEY: 'key',
  SANDBOX_MERCHANT_ID: '123456789',
  BRIDGE_URL: 'http://127.0.0.1:7300/',
  TPAS_CLIENT_ID: 'tpas',
  TPAS_CLIENT_SECRET: 'secret',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'topper-settings-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('listens on loopback and keeps its data in the checkout unless told otherwise', () => {
  expect(readSettings(complete)).toMatchObject({
    listen: { host: '127.0.0.1', port: 7301 },
    dataDirectory: '.topper/sandbox',
    publicUrl: null,
    bridgeUrl: 'http://127.0.0.1:7300',
  });
});

test.each(Object.keys(complete))('names %s when it is missing', (name) => {
  expect(() => readSettings({ ...complete, [name]: ' ' })).toThrow(`${name}: is not set`);
});

test.each([
  ['SANDBOX_LISTEN', '7301'],
  ['SANDBOX_LISTEN', '127.0.0.1:70000'],
  ['SANDBOX_LISTEN', '0.0.0.0:7301'],
  ['BRIDGE_URL', 'ftp://127.0.0.1'],
  ['BRIDGE_URL', 'http://bridge.example'],
  ['SANDBOX_PUBLIC_URL', 'http://192.168.1.20:7301'],
  ['BRIDGE_URL', 'bridge'],
  ['SANDBOX_PUBLIC_URL', 'http://phone.example/?a=b'],
  ['TPAS_CLIENT_SECRET_FILE', '/no/such/file'],
])('names %s when it is %s', (name, value) => {
  expect(() => readSettings({ ...complete, [name]: value })).toThrow(`${name}: `);
});

test('is open to the network only where it is told to, and then with a certificate', () => {
  expect(readSettings(complete).lan).toBeNull();
  const files = ['crt', 'key'].map((name) => path.join(directory, name));
  for (const file of files) writeFileSync(file, 'PEM\n');
  const lan = {
    ...complete,
    SANDBOX_LAN_LISTEN: '192.168.1.20:7311',
    SANDBOX_LAN_CERT_FILE: files[0],
    SANDBOX_LAN_KEY_FILE: files[1],
  };
  expect(readSettings(lan).lan).toEqual({
    host: '192.168.1.20',
    port: 7311,
    certificate: 'PEM',
    key: 'PEM',
  });
  expect(() => readSettings({ ...lan, SANDBOX_LAN_CERT_FILE: '' })).toThrow(
    'SANDBOX_LAN_CERT_FILE: is not set',
  );
  expect(() => readSettings({ ...lan, SANDBOX_LAN_KEY_FILE: '/no/such/file' })).toThrow(
    'SANDBOX_LAN_KEY_FILE: cannot read',
  );
});

test('Trustly on file is off, or has all of its credentials', () => {
  expect(readSettings(complete).onFile).toBeNull();
  const onFile = {
    ...complete,
    SANDBOX_ON_FILE_ACCESS_ID: 'on-file',
    SANDBOX_ON_FILE_ACCESS_KEY: 'on-file-key',
    SANDBOX_ON_FILE_MERCHANT_ID: '1002463580',
  };
  expect(readSettings(onFile).onFile).toEqual({
    accessId: 'on-file',
    accessKey: 'on-file-key',
    merchantId: '1002463580',
    notificationUrl: null,
  });
  expect(() => readSettings({ ...onFile, SANDBOX_ON_FILE_ACCESS_KEY: '' })).toThrow(
    'SANDBOX_ON_FILE_ACCESS_KEY: is not set',
  );
  expect(() =>
    readSettings({ ...onFile, SANDBOX_ON_FILE_NOTIFICATION_URL: 'http://bridge.example/' }),
  ).toThrow('SANDBOX_ON_FILE_NOTIFICATION_URL: ');
});

test('Trustly Europe is off, or has a user name and a password, and keys that are keys', () => {
  expect(readSettings(complete).europe).toBeNull();
  const europe = {
    ...complete,
    SANDBOX_EUROPE_USERNAME: 'topper',
    SANDBOX_EUROPE_PASSWORD: 'password',
  };
  expect(readSettings(europe).europe).toEqual({
    username: 'topper',
    password: 'password',
    merchantKey: null,
    privateKey: null,
  });
  expect(() => readSettings({ ...europe, SANDBOX_EUROPE_PASSWORD: '' })).toThrow(
    'SANDBOX_EUROPE_PASSWORD: is not set',
  );
  const file = path.join(directory, 'key.pem');
  writeFileSync(file, 'no key\n');
  for (const name of ['SANDBOX_EUROPE_MERCHANT_KEY_FILE', 'SANDBOX_EUROPE_KEY_FILE']) {
    expect(() => readSettings({ ...europe, [name]: file })).toThrow(`${name}: ${file} holds no such key`);
  }
});

test('takes a secret from a file, without the line end', () => {
  const file = path.join(directory, 'secret');
  writeFileSync(file, 'from a file\n');
  const { TPAS_CLIENT_SECRET: _, ...rest } = complete;
  expect(readSettings({ ...rest, TPAS_CLIENT_SECRET_FILE: file }).tpasClientSecret).toBe('from a file');
  writeFileSync(file, '\n');
  expect(() => readSettings({ ...rest, TPAS_CLIENT_SECRET_FILE: file })).toThrow('is empty');
});

test('plain text stays on the machine, TLS may leave it [tls-or-loopback]', () => {
  const settings = readSettings({
    ...complete,
    BRIDGE_URL: 'https://bridge.example',
    SANDBOX_PUBLIC_URL: 'https://sandbox.example/',
  });
  expect(settings).toMatchObject({
    bridgeUrl: 'https://bridge.example',
    publicUrl: 'https://sandbox.example',
  });
});

test('listens on an IPv6 address', () => {
  expect(readSettings({ ...complete, SANDBOX_LISTEN: '[::1]:0' }).listen).toEqual({ host: '::1', port: 0 });
});
