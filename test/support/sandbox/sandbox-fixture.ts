/** A sandbox in this process, with its own data directory, and what a CMS and a sales engineer do to it over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { SandboxFaults, SandboxPayment } from '../../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import type { Settings } from '../../../sandbox/settings.ts';

export const CREDENTIALS = { accessId: 'access', accessKey: 'key', merchantId: '123456789' };
export const TPAS_CLIENT = { id: 'tpas', secret: 'tpas-secret' };

export interface SandboxFixture {
  readonly url: () => string;
  readonly dataDirectory: string;
  /** Ends the sandbox and starts another on the same data directory. */
  restart(): Promise<void>;
  askForCode(body: Record<string, unknown>, credentials?: string): Promise<Response>;
  /** The url of a fresh code for this machine. */
  newCode(asset: string): Promise<string>;
  faults(): Promise<SandboxFaults>;
  setFaults(faults: Partial<SandboxFaults>): Promise<Response>;
  payments(): Promise<SandboxPayment[]>;
  close(): Promise<void>;
}

/** @param onFile the merchant of Trustly on file, europe that of Trustly Europe; null: that part is off. */
export async function startSandboxFixture(
  bridgeUrl: string,
  onFile: Settings['onFile'] = null,
  europe: Settings['europe'] = null,
): Promise<SandboxFixture> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'topper-sandbox-'));
  const settings = {
    listen: { host: '127.0.0.1', port: 0 },
    lan: null,
    publicUrl: null,
    dataDirectory,
    ...CREDENTIALS,
    onFile,
    europe,
    bridgeUrl,
    tpasClientId: TPAS_CLIENT.id,
    tpasClientSecret: TPAS_CLIENT.secret,
  };
  const log = pino({ level: 'silent' });
  let sandbox: Sandbox = await startSandbox(settings, log);
  const fixture: SandboxFixture = {
    url: () => sandbox.url,
    dataDirectory,
    async restart() {
      await sandbox.stop();
      const port = Number(new URL(sandbox.url).port);
      sandbox = await startSandbox({ ...settings, listen: { host: '127.0.0.1', port } }, log);
    },
    askForCode: (body, credentials = `${CREDENTIALS.accessId}:${CREDENTIALS.accessKey}`) =>
      fetch(`${sandbox.url}/auth-service/api/oauth2/qrcode/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      }),
    async newCode(asset) {
      const { merchantId } = CREDENTIALS;
      const response = await fixture.askForCode({ asset, merchantId, gameName: 'Blackjack Video' });
      return ((await response.json()) as { url: string }).url;
    },
    faults: async () => (await (await fetch(`${sandbox.url}/control/faults`)).json()) as SandboxFaults,
    async setFaults(faults) {
      const now = await fixture.faults();
      return fetch(`${sandbox.url}/control/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...now, ...faults }),
      });
    },
    payments: async () => (await (await fetch(`${sandbox.url}/control/payments`)).json()) as SandboxPayment[],
    async close() {
      await sandbox.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return fixture;
}
