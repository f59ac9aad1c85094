/** A whole floor that wants its codes at once: at first, after all links broke, and after Trustly was away. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { issueCode } from '../../support/bridge/trustly-stand-in.ts';
import { count } from '../figures.ts';
import type { Measured, Row, Sizes } from '../row.ts';
import type { KioskReport } from './kiosks-process.ts';
import type { Properties } from './properties.ts';
import { CODES_PER_SECOND, type Property } from './property.ts';

/** After it every wait between two tries is the longest one, so that an hour away would end in the same way. */
const AWAY_MS = 90_000;
/** How much longer than the ceiling allows at best. */
const WANTED = { kind: 'ratio', p50: 1.25 } as const;
/** Requests that a busy machine held up arrive together; over so long that no longer counts. */
const LOOK_EVERY_MS = 5_000;
const MOST_IN_A_SECOND = CODES_PER_SECOND * 1.1;

export function manyKiosks(properties: Properties, { manyKiosks: kiosks }: Sizes): Row[] {
  const single = { bridges: 1, kiosks: 1, rows: 0 };
  const all = { ...single, kiosks };
  const measure = (recovery: (property: Property) => Promise<KioskReport>) => async (): Promise<Measured> => {
    const before = await properties.of(single);
    const property = await properties.of(all);
    const memory = ((await residentKib(property)) - (await residentKib(before))) / kiosks;
    const { report, most } = await atTrustly(property, async () => recovery(property));
    if (most > MOST_IN_A_SECOND) throw new Error(`Trustly was asked ${most} times a second`);
    return {
      product: [Math.max(...report.afterMs)],
      floor: [(kiosks * 1_000) / CODES_PER_SECOND],
      notes: [
        `${count(kiosks)} kiosks; told to come again ${report.sentAway} times; at most ${most} requests a second to Trustly over ${LOOK_EVERY_MS / 1_000} s, of ${CODES_PER_SECOND} allowed; ${memory.toFixed(1)} KiB of the bridge's memory for each.`,
      ],
    };
  };
  const row = {
    family: 'many-kiosks',
    floor: `The time that ${count(kiosks)} codes take at the ceiling of ${CODES_PER_SECOND} requests to Trustly a second.`,
    unit: 'ms',
    wanted: WANTED,
    decision: '0031-measurements.md',
    properties: [single, all],
  } as const;
  return [
    {
      ...row,
      name: 'many-kiosks-first',
      title: `${count(kiosks)} kiosks ask for a code at once: until the last has one`,
      product:
        'One bridge process; a kiosk that is told to come again waits as the real one does. Once, in real time.',
      measure: measure(async (property) => property.kiosks.obey({ do: 'ask' })),
    },
    {
      ...row,
      name: 'many-kiosks-storm',
      title: `All links of ${count(kiosks)} kiosks break at once: until the last has a new code`,
      product:
        'Each kiosk links again after the wait of the real one, and asks for a code. Once, in real time.',
      measure: measure(async (property) => property.kiosks.obey({ do: 'storm' })),
    },
    {
      ...row,
      name: 'many-kiosks-trustly-away',
      title: `Trustly is away: from its return until the last of ${count(kiosks)} kiosks has a code`,
      product: `Trustly answers 503 for ${AWAY_MS / 1_000} s of real time, which stand for an hour: after that every wait is its longest. Once.`,
      measure: measure(whileTrustlyIsAway),
    },
  ];
}

async function whileTrustlyIsAway({ kiosks, site }: Property): Promise<KioskReport> {
  site.trustly.behave((_request, response) => response.writeHead(503).end());
  const asked = kiosks.obey({ do: 'ask' });
  await pause(AWAY_MS);
  site.trustly.behave(issueCode);
  const { afterMs, sentAway } = await asked;
  return { afterMs: afterMs.map((ms) => ms - AWAY_MS), sentAway };
}

/** The most requests a second, over stretches of {@link LOOK_EVERY_MS} or a little more: a timer can be late. */
async function atTrustly(
  { site }: Property,
  act: () => Promise<KioskReport>,
): Promise<{ report: KioskReport; most: number }> {
  const { requests } = site.trustly;
  let most = 0;
  let last = { at: performance.now(), seen: requests.length };
  const look = () => {
    const now = { at: performance.now(), seen: requests.length };
    const seconds = Math.max(LOOK_EVERY_MS, now.at - last.at) / 1_000;
    most = Math.max(most, Math.round((now.seen - last.seen) / seconds));
    last = now;
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  try {
    const report = await act();
    look();
    return { report, most };
  } finally {
    clearInterval(looking);
  }
}

/** VmRSS of the bridge process. */
async function residentKib({ bridges }: Property): Promise<number> {
  const status = await readFile(`/proc/${bridges[0]?.process.pid ?? 0}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
}
