/** A whole casino floor of one machine on loopback: sandbox, bridge, cabinet, a link that can be cut, the kiosk. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../demo/free-ports.ts';
import { startLinkProxy, type LinkProxy } from '../../../demo/link-proxy.ts';
import type { VirtualCabinetAction, VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';
import type { Money } from '../../../protocol/money.ts';
import type { SandboxFaults, SandboxPayment } from '../../../sandbox/control.ts';
import { onFileCalls, type OnFileCalls } from '../sandbox/on-file-fixture.ts';
import { ON_FILE } from '../sandbox/on-file-merchant.ts';
import { copyCluster } from '../databases/cluster-template.ts';
import { startKiosk, type Kiosk } from '../shell/kiosk.ts';
import { startService, type Service } from '../service.ts';

export const ASSET = 'EGM-0042';
const MERCHANT = '123456789';
const OPERATOR = 'operator-token-of-the-test-floor';

/** A line of the bridge's ledger as its operator endpoint shows it. */
export interface LedgerFunding {
  fundingId: string;
  transferId: string | null;
  asset: string;
  amount: Money;
  credited: Money | null;
  status: string;
  code: string | null;
}

export interface Floor {
  readonly link: LinkProxy;
  readonly bridge: Service;
  startKiosk(settings?: Record<string, unknown>): Promise<Kiosk>;
  cabinet(): Promise<VirtualCabinetState>;
  act(action: VirtualCabinetAction): Promise<VirtualCabinetState>;
  ledger(): Promise<LedgerFunding[]>;
  payments(): Promise<SandboxPayment[]>;
  /** Trustly on file; its codes are on the glass where the floor was started with {@link onFileFirst}. */
  readonly onFile: OnFileCalls;
  trustly(faults: Partial<SandboxFaults>): Promise<void>;
  stop(): Promise<void>;
}

interface Where {
  bridgeUrl: string;
  sandboxUrl: string;
  phonePort: number;
}

/** Settings of a bridge that prefers accounts on file. */
export function onFileFirst({ bridgeUrl, sandboxUrl, phonePort }: Where): Record<string, string> {
  return {
    BRIDGE_RAILS: 'trustly-on-file,scan-and-pay',
    BRIDGE_ON_FILE_URL: sandboxUrl,
    BRIDGE_ON_FILE_ACCESS_ID: ON_FILE.accessId,
    BRIDGE_ON_FILE_ACCESS_KEY: ON_FILE.accessKey,
    BRIDGE_ON_FILE_MERCHANT_ID: ON_FILE.merchantId,
    BRIDGE_ON_FILE_NOTIFICATION_URL: `${bridgeUrl}/trustly-on-file/events`,
    BRIDGE_PUBLIC_URL: `http://127.0.0.1:${phonePort}`,
    BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${phonePort}`,
  };
}

export async function startFloor(
  bridgeSettings: (where: Where) => Record<string, string> = () => ({}),
): Promise<Floor> {
  const directory = await mkdtemp(join(tmpdir(), 'topper-floor-'));
  const [bridgePort = 0, sandboxPort = 0, phonePort = 0] = await freePorts(3);
  const bridgeUrl = `http://127.0.0.1:${bridgePort}`;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  await copyCluster(join(directory, 'bridge'));
  const tpas = { TPAS_CLIENT_ID: 'tpas', TPAS_CLIENT_SECRET: 'secret-of-the-tpas' };

  const [sandbox, bridge, cabinet] = await Promise.all([
    startService('sandbox/main.ts', [], {
      ...tpas,
      SANDBOX_LISTEN: `127.0.0.1:${sandboxPort}`,
      SANDBOX_DATA_DIR: join(directory, 'sandbox'),
      SANDBOX_ACCESS_ID: 'access',
      SANDBOX_ACCESS_KEY: 'key-of-the-access',
      SANDBOX_MERCHANT_ID: MERCHANT,
      SANDBOX_ON_FILE_ACCESS_ID: ON_FILE.accessId,
      SANDBOX_ON_FILE_ACCESS_KEY: ON_FILE.accessKey,
      SANDBOX_ON_FILE_MERCHANT_ID: ON_FILE.merchantId,
      BRIDGE_URL: bridgeUrl,
    }),
    startService('bridge/app/main.ts', [], {
      ...tpas,
      BRIDGE_LISTEN: `127.0.0.1:${bridgePort}`,
      BRIDGE_DATA_DIR: join(directory, 'bridge'),
      BRIDGE_OPERATOR_TOKEN: OPERATOR,
      TRUSTLY_URL: sandboxUrl,
      TRUSTLY_ACCESS_ID: 'access',
      TRUSTLY_ACCESS_KEY: 'key-of-the-access',
      TRUSTLY_MERCHANT_ID: MERCHANT,
      ...bridgeSettings({ bridgeUrl, sandboxUrl, phonePort }),
    }),
    startService(
      'simulators/cabinet-board/main.ts',
      ['--reports-port', '0', '--control-port', '0', '--memory', join(directory, 'cabinet.nvm')],
      {},
    ),
  ]);
  const controlUrl = String(cabinet.listening['controlUrl']);
  const link = await startLinkProxy({ host: '127.0.0.1', port: bridgePort });

  const enrolled = await requestJson<{ secret: string }>(`${bridgeUrl}/floor/machines`, 'POST', {
    asset: ASSET,
  });
  const secretFile = join(directory, 'asset.secret');
  await writeFile(secretFile, enrolled.secret, { mode: 0o600 });

  const kiosks: Kiosk[] = [];
  return {
    link,
    bridge,
    async startKiosk(settings = {}) {
      const kiosk = await startKiosk(join(directory, 'kiosk'), {
        link: { url: `ws://127.0.0.1:${link.port}/egm-link`, asset: ASSET, secretFile },
        cabinet: { kind: 'virtual', port: Number(cabinet.listening['reportsPort']) },
        display: { target: 'primary' },
        ...settings,
      });
      kiosks.push(kiosk);
      return kiosk;
    },
    cabinet: () => requestJson(`${controlUrl}/state`, 'GET'),
    act: (action) => requestJson(`${controlUrl}/actions`, 'POST', action),
    ledger: () => requestJson(`${bridgeUrl}/floor/fundings?limit=50`, 'GET'),
    payments: () => requestJson(`${sandboxUrl}/control/payments`, 'GET'),
    onFile: onFileCalls(() => sandboxUrl),
    async trustly(faults) {
      const current = await requestJson<SandboxFaults>(`${sandboxUrl}/control/faults`, 'GET');
      await requestJson(`${sandboxUrl}/control/faults`, 'PUT', { ...current, ...faults });
    },
    async stop() {
      await Promise.allSettled(kiosks.map((kiosk) => kiosk.close()));
      await link.close();
      await Promise.all([sandbox.stop(), bridge.stop(), cabinet.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function requestJson<T>(url: string, method: 'GET' | 'POST' | 'PUT', body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
