import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLinkCredentials } from './link-credentials.ts';

let directory: string;
const file = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
};
const link = (secretFile: string, caFile: string | null) => ({
  url: 'wss://bridge.example/egm-link',
  asset: 'EGM-0042',
  secretFile,
  caFile,
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topper-credentials-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

it('are the secret without its line end, and no authorities but the public ones', () => {
  const read = readLinkCredentials(link(file('secret', 'hunter2\n'), null));
  expect(read).toEqual({ secret: 'hunter2', authorities: [] });
});

it('hold every certificate of the casino’s own authorities', () => {
  const two = rootCertificates.slice(0, 2).join('\n');
  expect(readLinkCredentials(link(file('secret', 'x'), file('ca.pem', two))).authorities).toHaveLength(2);
});

it('say which file is wrong, and never what is in it [secrets-kept]', () => {
  const secret = file('secret', 'hunter2');
  expect(() => readLinkCredentials(link(join(directory, 'none'), null))).toThrow(
    /link.secretFile.*cannot be read/,
  );
  expect(() => readLinkCredentials(link(file('empty', '\n'), null))).toThrow(/link.secretFile.*is empty/);
  expect(() => readLinkCredentials(link(secret, secret))).toThrow(
    /link.caFile.*does not hold PEM certificates$/,
  );
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
  expect(() => readLinkCredentials(link(secret, file('ca.pem', broken)))).toThrow(/link.caFile/);
});

it.skipIf(process.platform === 'win32')(
  'are refused where others may read the secret or write the authorities',
  () => {
    const secret = file('secret', 'hunter2');
    const authorities = file('ca.pem', rootCertificates[0] ?? '');
    chmodSync(authorities, 0o666);
    expect(() => readLinkCredentials(link(secret, authorities))).toThrow(
      `the file of "link.caFile", ${authorities}, is not used because others may write it; run: chmod go-w ${authorities}`,
    );
    chmodSync(secret, 0o640);
    expect(() => readLinkCredentials(link(secret, null))).toThrow(
      `the file of "link.secretFile", ${secret}, is not used because others may read it; run: chmod 600 ${secret}`,
    );
  },
);
