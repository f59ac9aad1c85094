/** How each program of the demo is started: its arguments, its environment, its settings. */
import { writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CHECKOUT } from '../tools/checkout.ts';
import type { KioskCommand } from '../tools/launch.ts';
import type { Installation } from './installation.ts';
import type { ProgramPlan } from './program.ts';
import { RAILS, type Rail } from './rail.ts';

/** Chosen once for the run, so that a program that is started again is where it was. */
export interface Ports {
  bridge: number;
  /** Of the bridge's pages for phones, behind the door. */
  pages: number;
  /** Of the door itself, on loopback. */
  phones: number;
  sandbox: number;
  cabinetReports: number;
  cabinetControl: number;
}

const LOOPBACK = '127.0.0.1';

export function loopbackUrl(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

/** @param phonesUrl where phones find what a code opens. */
export function sandboxPlan(installation: Installation, ports: Ports, phonesUrl: string): ProgramPlan {
  const { secrets } = installation;
  return service(installation, 'sandbox', 'sandbox/main.ts', [], {
    SANDBOX_LISTEN: `${LOOPBACK}:${ports.sandbox}`,
    SANDBOX_DATA_DIR: installation.path('sandbox'),
    SANDBOX_ACCESS_ID: secrets.accessId,
    SANDBOX_ACCESS_KEY: secrets.accessKey,
    SANDBOX_MERCHANT_ID: secrets.merchantId,
    SANDBOX_ON_FILE_ACCESS_ID: secrets.accessId,
    SANDBOX_ON_FILE_ACCESS_KEY: secrets.accessKey,
    SANDBOX_ON_FILE_MERCHANT_ID: secrets.merchantId,
    SANDBOX_PUBLIC_URL: phonesUrl,
    BRIDGE_URL: loopbackUrl(ports.bridge),
    TPAS_CLIENT_ID: secrets.tpasClientId,
    TPAS_CLIENT_SECRET: secrets.tpasClientSecret,
  });
}

export interface BridgeNeeds {
  /** Whose code is on the glass; the other one's is shown while this one fails. */
  rail: Rail;
  phonesUrl: string;
  /** null: our own look. */
  brand: string | null;
}

export function bridgePlan(
  installation: Installation,
  ports: Ports,
  { rail, phonesUrl, brand }: BridgeNeeds,
): ProgramPlan {
  const { secrets } = installation;
  const rails = [rail, ...RAILS.filter((other) => other !== rail)];
  return service(installation, 'bridge', 'bridge/app/main.ts', [], {
    BRIDGE_LISTEN: `${LOOPBACK}:${ports.bridge}`,
    BRIDGE_DATA_DIR: installation.path('bridge'),
    BRIDGE_OPERATOR_TOKEN: secrets.operatorToken,
    TRUSTLY_URL: loopbackUrl(ports.sandbox),
    TRUSTLY_ACCESS_ID: secrets.accessId,
    TRUSTLY_ACCESS_KEY: secrets.accessKey,
    TRUSTLY_MERCHANT_ID: secrets.merchantId,
    TPAS_CLIENT_ID: secrets.tpasClientId,
    TPAS_CLIENT_SECRET: secrets.tpasClientSecret,
    BRIDGE_RAILS: rails.join(','),
    BRIDGE_ON_FILE_URL: loopbackUrl(ports.sandbox),
    BRIDGE_ON_FILE_ACCESS_ID: secrets.accessId,
    BRIDGE_ON_FILE_ACCESS_KEY: secrets.accessKey,
    BRIDGE_ON_FILE_MERCHANT_ID: secrets.merchantId,
    BRIDGE_ON_FILE_NOTIFICATION_URL: `${loopbackUrl(ports.bridge)}/trustly-on-file/events`,
    BRIDGE_PUBLIC_URL: phonesUrl,
    BRIDGE_PUBLIC_LISTEN: `${LOOPBACK}:${ports.pages}`,
    ...(brand !== null && { BRIDGE_BRAND: brand }),
  });
}

export function cabinetPlan(installation: Installation, ports: Ports): ProgramPlan {
  const args = [
    ['--reports-port', String(ports.cabinetReports)],
    ['--control-port', String(ports.cabinetControl)],
    ['--memory', installation.path('cabinet.memory')],
  ].flat();
  return service(installation, 'cabinet', 'simulators/cabinet-board/main.ts', args, {});
}

export interface KioskNeeds {
  asset: string;
  secretFile: string;
  brand: string | null;
  linkPort: number;
  display: 'primary' | 'secondary' | 'windowed';
}

/** @param command how Electron is started with those arguments on this machine. */
export async function kioskPlan(
  installation: Installation,
  ports: Ports,
  needs: KioskNeeds,
  command: (args: string[]) => KioskCommand,
): Promise<ProgramPlan> {
  const data = installation.path('kiosk');
  await mkdir(data, { recursive: true, mode: 0o700 });
  const settings = {
    link: {
      url: `ws://${LOOPBACK}:${needs.linkPort}/egm-link`,
      asset: needs.asset,
      secretFile: needs.secretFile,
    },
    cabinet: { kind: 'virtual', port: ports.cabinetReports },
    display: { target: needs.display, widthMm: null, heightMm: null },
    brand: needs.brand,
  };
  await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings, null, 2), { mode: 0o600 });
  const { file, args, env } = command([
    `--user-data-dir=${data}`,
    // The desk's picture of the glass comes through Chromium's debugging port, on loopback, in the demo only; it goes
    // on when the desk's own window covers that of the glass.
    '--remote-debugging-port=0',
    '--disable-backgrounding-occluded-windows',
  ]);
  return { name: 'kiosk', file, args, env: cleared(env), logFile: path.join(installation.logs, 'kiosk.log') };
}

function service(
  installation: Installation,
  name: string,
  program: string,
  args: string[],
  settings: Record<string, string>,
): ProgramPlan {
  return {
    name,
    file: process.execPath,
    args: [path.join(CHECKOUT, program), ...args],
    env: { ...cleared(process.env), ...settings },
    logFile: path.join(installation.logs, `${name}.log`),
  };
}

/** Without settings that are meant for a real bridge: the demo never touches another database or a real Trustly. */
function cleared(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(BRIDGE|TRUSTLY|TPAS|SANDBOX)_|^DATABASE_URL/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}
