/**
 * `npm run load:kiosks`: ten thousand simulated kiosks on one bridge process, and fundings with a hundred in flight,
 * beside the bare cost of the same commits. Writes docs/performance.md.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { format, resolveConfig } from 'prettier';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';
import { startService } from '../support/service.ts';
import { measureCommits } from './commit-cost.ts';
import { mebibytes, millis, perSecond, quantile, seconds } from './figures.ts';
import type { FloorOrder, FloorReport } from './simulated-kiosks.ts';

const { values: args } = parseArgs({
  options: {
    kiosks: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    inFlight: { type: 'string', default: '100' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const KIOSKS = Number(args.kiosks);
const RATE = Number(args.rate);
const DURATION_MS = Number(args.seconds) * 1_000;
const IN_FLIGHT = Number(args.inFlight);
const BRIDGE_CONNECTIONS = 20;
const DOCUMENT = new URL('../../docs/performance.md', import.meta.url);

const assets = Array.from({ length: KIOSKS }, (_, index) => `LOAD-${String(index).padStart(5, '0')}`);
const secret = randomBytes(32).toString('base64url');

const site = await BridgeSite.open();
const bridge = await startService('bridge/app/main.ts', [], {
  ...site.environment({ BRIDGE_HEARTBEAT_MS: '15000', BRIDGE_API_RATE_PER_S: '100000' }),
  BRIDGE_TRUSTLY_RATE_PER_S: String(RATE),
});
const url = String(bridge.listening['url']);
const floor = fork(new URL('simulated-kiosks.ts', import.meta.url));
try {
  await enrolAll();
  const idle = await residentKib();
  console.log(`${KIOSKS} machines enrolled; the bridge takes ${mebibytes(idle)}`);

  const order: FloorOrder = { url, assets, secret, dialing: 200 };
  floor.send(order);
  const connected = await nextReport('connected');
  const linked = await residentKib();
  console.log(`connected in ${seconds(Math.max(...connected.afterMs))}, ${connected.refused} refused`);
  const codes = await nextReport('codes');
  const codesTook = Math.max(...codes.afterMs) - Math.max(...connected.afterMs);
  console.log(`all have a code after another ${seconds(codesTook)}`);

  const fundings = await measureFundings();
  const busy = await residentKib();
  const commits = await measureCommits(site.ownerUrl, IN_FLIGHT, DURATION_MS, BRIDGE_CONNECTIONS);

  const rows = [
    [
      'Kiosks connected',
      `${connected.afterMs.length} of ${KIOSKS}, all after ${seconds(Math.max(...connected.afterMs))}`,
    ],
    ['Resident memory of the bridge: idle', mebibytes(idle)],
    [
      '... with all kiosks connected',
      `${mebibytes(linked)} (${((linked - idle) / KIOSKS).toFixed(1)} KiB a kiosk)`,
    ],
    ['... after the fundings', mebibytes(busy)],
    [
      `All have a code, at a ceiling of ${RATE} /s`,
      `${seconds(codesTook)} (the ceiling allows ${seconds((KIOSKS * 1_000) / RATE)})`,
    ],
    ['Kiosks told to come again', String(codes.sentAway)],
    [`Fundings with ${IN_FLIGHT} in flight`, perSecond(fundings.length, DURATION_MS)],
    ['... median, p99', `${millis(quantile(fundings, 0.5))}, ${millis(quantile(fundings, 0.99))}`],
    ['Bare commits, three for each funding', perSecond(commits.length, DURATION_MS)],
    ['... median, p99', `${millis(quantile(commits, 0.5))}, ${millis(quantile(commits, 0.99))}`],
  ];
  const table = [
    '| figure | value |',
    '| --- | --- |',
    ...rows.map(([figure, value]) => `| ${figure} | ${value} |`),
  ];
  console.log(table.join('\n'));
  if (args.write) await writeSection(table.join('\n'));
} finally {
  floor.kill('SIGKILL');
  await bridge.stop();
  await site.close();
}

async function enrolAll(): Promise<void> {
  const hash = `sha256:${createHash('sha256').update(secret).digest('base64url')}`;
  const client = new Client({ connectionString: site.ownerUrl });
  await client.connect();
  await client.query(
    `INSERT INTO machines (asset, designation, secret_hash)
     SELECT asset, lpad((row_number() OVER ())::text, 6, '0'), $2 FROM unnest($1::text[]) AS asset`,
    [assets, hash],
  );
  await client.end();
}

/** VmRSS of the bridge process. */
async function residentKib(): Promise<number> {
  const status = await readFile(`/proc/${bridge.process.pid ?? 0}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
}

async function nextReport<Kind extends FloorReport['kind']>(
  kind: Kind,
): Promise<Extract<FloorReport, { kind: Kind }>> {
  const [report] = (await once(floor, 'message')) as [FloorReport];
  if (report.kind !== kind) throw new Error(`expected the report ${kind}, got ${report.kind}`);
  return report as Extract<FloorReport, { kind: Kind }>;
}

/** How long each took, in milliseconds; any that is not CREDITED is an error. */
async function measureFundings(): Promise<number[]> {
  const tpas = await TestTpas.signIn(url);
  const took: number[] = [];
  const until = performance.now() + DURATION_MS;
  let next = 0;
  const caller = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      const { body } = await tpas.fund(aFunding(assets[next++ % assets.length] ?? ''));
      if (body.status !== 'CREDITED') throw new Error(`a funding ended ${JSON.stringify(body)}`);
      took.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return took;
}

/** Replaces this command's section of the document, and leaves the others alone. */
async function writeSection(table: string): Promise<void> {
  const [begin, end] = ['<!-- npm run load:kiosks -->', '<!-- end of npm run load:kiosks -->'];
  const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const conditions = `One bridge process, its PostgreSQL, the simulated kiosks and a stand-in for Trustly share ${machine}; Node ${process.version}.`;
  const section = [
    begin,
    `## The bridge under ${KIOSKS} kiosks`,
    conditions,
    table,
    `Measured by \`npm run load:kiosks\`.`,
    end,
  ];
  const before = existsSync(DOCUMENT) ? await readFile(DOCUMENT, 'utf8') : '# Performance\n';
  const [head = '', rest = ''] = before.includes(begin) ? before.split(begin) : [before, end];
  const text = `${head.trimEnd()}\n\n${section.join('\n\n')}\n${rest.split(end)[1] ?? ''}`;
  await writeFile(DOCUMENT, await format(text, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' }));
}
