import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aFunding, enrol, MERCHANT, OPERATOR_TOKEN, TestTpas } from '../support/bridge/bridge-site.ts';
import { startService, type Service } from '../support/service.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { startTrustlyStandIn, type TrustlyStandIn } from '../support/bridge/trustly-stand-in.ts';

const run = promisify(execFile);

let trustly: TrustlyStandIn;
let dataDir: string;
const services: Service[] = [];

beforeAll(async () => {
  trustly = await startTrustlyStandIn();
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'topper-bridge-'));
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
  await rm(dataDir, { recursive: true });
});
afterAll(() => trustly.stop());

function environment(): Record<string, string> {
  return {
    BRIDGE_LISTEN: '127.0.0.1:0',
    BRIDGE_DATA_DIR: dataDir,
    TRUSTLY_URL: trustly.url,
    TRUSTLY_ACCESS_ID: 'access-id',
    TRUSTLY_ACCESS_KEY: 'access-key',
    TRUSTLY_MERCHANT_ID: MERCHANT,
    TPAS_CLIENT_ID: 'tpas',
    TPAS_CLIENT_SECRET: 'secret-of-the-tpas',
    BRIDGE_OPERATOR_TOKEN: OPERATOR_TOKEN,
  };
}

async function startBridgeProcess(): Promise<Service & { url: string }> {
  const service = await startService('bridge/app/main.ts', [], environment());
  services.push(service);
  return { ...service, url: String(service.listening['url']) };
}

describe('the bridge process with its own PostgreSQL', () => {
  it('leaves no process behind after SIGTERM', async () => {
    const bridge = await startBridgeProcess();
    const postmaster = await postmasterPid();
    expect(isRunning(postmaster)).toBe(true);
    await bridge.stop();
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
    await expect.poll(() => isRunning(postmaster)).toBe(false);
  });

  it('killed between order and answer, comes back on the same data and asks the kiosk [exactly-once] [confirmed-only]', async () => {
    const first = await startBridgeProcess();
    const asset = 'EGM-0042';
    const { secret } = await enrol(first.url, asset);
    const kiosk = await TestKiosk.connect(first.url, asset, secret);
    const funding = aFunding(asset);
    const cut = (await TestTpas.signIn(first.url)).fund(funding).catch(() => 'cut');
    const { transferId, amount } = await kiosk.next('transfer.order');
    await first.kill();
    expect(await cut).toBe('cut');

    const second = await startBridgeProcess();
    const returned = await TestKiosk.connect(second.url, asset, secret);
    expect((await returned.next('transfer.query')).transferId).toBe(transferId);
    returned.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await returned.next('transfer.acknowledged');
    const answer = await (await TestTpas.signIn(second.url)).fund(funding);
    expect(answer).toMatchObject({ status: 200, body: { status: 'CREDITED', creditedAmount: '20.00' } });
    returned.drop();
  });

  it('refuses to share its data directory with another bridge', async () => {
    await startBridgeProcess();
    await expect(startService('bridge/app/main.ts', [], environment())).rejects.toThrow(
      'another bridge runs on',
    );
  });
});

describe('the bridge command', () => {
  it('explains itself with --help', async () => {
    const { stdout } = await run(process.execPath, ['bridge/app/main.ts', '--help']);
    expect(stdout).toContain('TRUSTLY_ACCESS_KEY');
  });

  it('ends with 2 and one clear line when a setting is missing', async () => {
    const { TRUSTLY_ACCESS_KEY: _, ...incomplete } = environment();
    const env = { ...process.env, ...incomplete, TRUSTLY_ACCESS_KEY: '' };
    await expect(run(process.execPath, ['bridge/app/main.ts'], { env })).rejects.toMatchObject({
      code: 2,
      stderr: 'bridge: TRUSTLY_ACCESS_KEY is not set (nor TRUSTLY_ACCESS_KEY_FILE)\n',
    });
  });
});

async function postmasterPid(): Promise<number> {
  const file = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  return Number(file.split('\n')[0]);
}

/** A process that has ended and waits only to be collected by its parent is not running. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
