/** How long money that a broken link left unconfirmed stays so, once the link works again. */
import { setTimeout as pause } from 'node:timers/promises';
import { aFunding } from '../../support/bridge/bridge-site.ts';
import { ASSET, MemorySite, type RunningMachine } from '../../support/bridge/memory-site.ts';
import { repeat } from '../alternate.ts';
import type { Row } from '../row.ts';

const OUTAGE_MS = 8_000;
const GIVE_UP_MS = 60_000;
const MEMORIES = { ledger: 'bench', journal: null, board: null, serial: 'VC-0042' };

export function linkHealed(): Row {
  return {
    name: 'link-healed',
    family: 'link-healed',
    title: 'Link healed to money settled',
    product: `The link is cut while a credit is under way and nothing is told of it any more. After ${OUTAGE_MS / 1_000} s, with the funding UNCONFIRMED, the link works again: from then until the TPAS reads CREDITED. Real time; kiosk core and bridge in one process, on a real PostgreSQL, journal and board memory.`,
    floor: '-',
    unit: 'ms',
    wanted: { kind: 'value', most: 2_000 },
    decision: '0031-measurements.md',
    async measure(rounds) {
      const site = await MemorySite.open();
      try {
        await site.newLedger(MEMORIES.ledger);
        const machine = await site.start(MEMORIES);
        try {
          await settled(machine);
          return await repeat(rounds, async () => [await healOnce(machine)]);
        } finally {
          await machine.stop();
        }
      } finally {
        await site.close();
      }
    },
  };
}

/** Waits until a funding is credited at once: kiosk and bridge know each other. */
async function settled({ tpas }: RunningMachine): Promise<void> {
  const until = performance.now() + GIVE_UP_MS;
  while (performance.now() < until) {
    if ((await tpas.fund(aFunding(ASSET))).body.status === 'CREDITED') return;
    await pause(100);
  }
  throw new Error('the machine takes no credit');
}

async function healOnce(machine: RunningMachine): Promise<number> {
  await settled(machine);
  const { link, tpas } = machine;
  const request = aFunding(ASSET);
  const answered = tpas.fund(request);
  // What the kiosk says next is what became of the credit: it is lost, and the link with it.
  link.insteadOf(1, () => link.cut());
  await answered;
  link.cut();
  await pause(OUTAGE_MS);
  const before = await tpas.read(request.fundingId);
  if (before.body.status !== 'UNCONFIRMED')
    throw new Error(`the cut came too late or too early: the funding is ${before.body.status}`);
  const begunAt = performance.now();
  link.mend();
  while (performance.now() - begunAt < GIVE_UP_MS) {
    if ((await tpas.read(request.fundingId)).body.status === 'CREDITED') return performance.now() - begunAt;
    await pause(10);
  }
  throw new Error('the money was not settled');
}
