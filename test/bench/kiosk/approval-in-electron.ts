/** From an approval on the phone to its confirmed credit, with the kiosk in Electron and a virtual cabinet. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../../../tools/build.ts';
import { kioskCommand } from '../../../tools/launch.ts';
import { ensureRuntime } from '../../../tools/runtime.ts';
import { startCabinetProcess } from '../../support/board/cabinet-process.ts';
import { BridgeSite, enrol, TestTpas } from '../../support/bridge/bridge-site.ts';
import { startService } from '../../support/service.ts';
import { waitFor } from '../../support/wait.ts';
import { alternate } from '../alternate.ts';
import { BareFunding, commitsOf } from '../bridge/bare-funding.ts';
import { FundingClient } from '../bridge/funding-client.ts';
import { oneByOne } from '../bridge/pace.ts';
import type { Row, Sizes } from '../row.ts';
import { GlassProgram } from './glass-program.ts';
import { writeKioskSettings } from './kiosk-settings.ts';
import { WatchedScreen } from './watched-screen.ts';

const ASSET = 'BENCH-ELECTRON';
/** No two players pay at one machine faster; the board takes more notices than a hundred a second for a fault. */
const BETWEEN_MS = 100;
const COUNTED = 10;
const COMMITS = 3;

export function approvalInElectron({ samples }: Sizes): Row {
  const each = Math.ceil(samples / 8);
  return {
    name: 'approval-electron',
    family: 'approval-electron',
    title: 'Approval to confirmed credit, kiosk in Electron',
    product:
      'One funding after the other: from the request of the TPAS on a kept connection to the answer CREDITED, through one bridge process, PostgreSQL, the kiosk in Electron with a code on its glass, and a virtual cabinet that is a process of its own.',
    floor:
      'The same client, one HTTP server, three durable commits (or as many as the product makes, if fewer) on the same PostgreSQL, one WebSocket to another process and back, which flushes a page, writes one report to a virtual cabinet, reads its answer and flushes a page again.',
    unit: 'ms',
    wanted: { kind: 'ratio', p50: 1.5, p99: 1.5 },
    decision: '0030-three-round-trips-for-a-funding.md',
    measure: async (rounds) =>
      withAll(async (ends) => {
        const { site, client } = await startProduct(ends);
        const spaced = (fund: () => Promise<number>) => async () => {
          await pause(BETWEEN_MS);
          return fund();
        };
        const product = spaced(async () => client.fund(ASSET));
        const counted = await commitsOf(site.ownerUrl, async () => void (await oneByOne(COUNTED, product)));
        const commits = Math.min(COMMITS, Math.max(1, Math.floor(counted / COUNTED)));
        const bare = await startFloor(site, commits, ends);
        const floor = spaced(async () => bare.client.fund('any'));
        return alternate(rounds, {
          product: async () => oneByOne(each, product),
          floor: async () => oneByOne(each, floor),
        });
      }),
  };
}

type Ends = (() => Promise<unknown>)[];

/** Ends in the reverse order what was started, however it ends. */
async function withAll<T>(work: (ends: Ends) => Promise<T>): Promise<T> {
  const ends: Ends = [];
  try {
    return await work(ends);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function startProduct(ends: Ends): Promise<{ site: BridgeSite; client: FundingClient }> {
  await ensureBuilt();
  const site = await BridgeSite.open();
  ends.push(async () => site.close());
  const environment = site.environment({ BRIDGE_HEARTBEAT_MS: '5000', BRIDGE_LOG_LEVEL: 'info' });
  const bridge = await startService('bridge/app/main.ts', [], environment);
  ends.push(async () => bridge.stop());
  const url = String(bridge.listening['url']);
  const directory = await directoryFor(ends);
  const cabinet = await startCabinetProcess(join(directory, 'cabinet.nvm'));
  ends.push(async () => cabinet.service.stop());
  const { secret } = await enrol(url, ASSET);
  const data = await writeKioskSettings(directory, {
    link: { url: `${url.replace(/^http/, 'ws')}/egm-link`, asset: ASSET, secret },
    cabinetPort: cabinet.reportsPort,
  });
  const screen = await WatchedScreen.start();
  ends.push(async () => screen.stop());
  const command = kioskCommand(await ensureRuntime(() => undefined), [`--user-data-dir=${data}`]);
  const kiosk = new GlassProgram(screen, command, '"reading":"match"');
  ends.push(async () => kiosk.stop());
  await kiosk.start();
  const { authorization } = await TestTpas.signIn(url);
  const client = new FundingClient([url], authorization);
  ends.push(async () => client.close());
  await waitFor('the first credit', async () =>
    client.fund(ASSET).then(
      () => true,
      () => false,
    ),
  );
  return { site, client };
}

async function startFloor({ ownerUrl }: BridgeSite, commits: number, ends: Ends): Promise<BareFunding> {
  const directory = await directoryFor(ends);
  const cabinet = await startCabinetProcess(join(directory, 'cabinet.nvm'));
  ends.push(async () => cabinet.service.stop());
  const program = new URL('floor-cabinet-kiosk.ts', import.meta.url);
  const bare = await BareFunding.start(ownerUrl, commits, {
    program,
    args: [String(cabinet.reportsPort), directory],
  });
  ends.push(async () => bare.stop());
  return bare;
}

async function directoryFor(ends: Ends): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-approval-'));
  ends.push(async () => rm(directory, { recursive: true, force: true }));
  return directory;
}
