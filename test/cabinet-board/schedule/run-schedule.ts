/** Runs one schedule on simulated time, lets everything recover, and compares the books. */
import { usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import { VirtualCabinet } from '../../../simulators/cabinet-board/virtual-cabinet.ts';
import { chipInProcess } from '../../../simulators/cabinet-board/memory.ts';
import { corrupting, duplicating, losing } from '../../../simulators/cabinet-board/behaviours.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { SimulatedClock } from '../../support/simulated-clock.ts';
import { PaperKiosk } from './paper-kiosk.ts';
import type { Happening, Schedule } from './schedule.ts';

export interface Books {
  orders: number;
  credited: number;
  /** Minor units: what the kiosk has on paper, and what the meters of the machine say. */
  paperTransfers: number;
  meterTransfers: number;
  paperNotes: number;
  meterNotes: number;
  /** Ids that the kiosk and the board's own history do not agree about. */
  disputed: string[];
  /** Minor units of the notes that fell into the cash box, counted by hand. */
  cashBox: number;
  meterCredits: number;
}

const LIMIT_MS = 3_600_000;

export async function runSchedule(schedule: Schedule): Promise<Books> {
  const clock = new SimulatedClock();
  const random = seededRandom(schedule.seed);
  const cabinet = new VirtualCabinet({
    configuration: usMachine('SCHEDULE'),
    chip: chipInProcess(),
    clock,
    newMemoryId: () => '5eed5eed',
  });
  const kiosk = new PaperKiosk({ open: async (receiver) => cabinet.open(receiver), clock, random });
  const { loss, duplication, corruption } = schedule.noise;
  const noises = [
    losing(() => random() < loss),
    duplicating(() => random() < duplication),
    corrupting(
      () => random() < corruption,
      () => Math.floor(random() * 64),
    ),
  ].map((noise) => cabinet.behave(noise));

  const story = async (): Promise<void> => {
    for (const { afterMs, what } of schedule.happenings) {
      await clock.wait(afterMs);
      await happen(what, kiosk, cabinet);
    }
    for (const quiet of noises) quiet();
    makeWell(cabinet);
    while (!kiosk.settled || cabinet.unacknowledgedEvents > 0) await clock.wait(1_000);
    await kiosk.stop();
  };
  await clock.run(story(), LIMIT_MS);
  return booksOf(kiosk, cabinet);
}

async function happen(what: Happening, kiosk: PaperKiosk, cabinet: VirtualCabinet): Promise<void> {
  switch (what.kind) {
    case 'order':
      kiosk.order(what.minor, what.lifetimeMs);
      return;
    case 'kioskCrash':
      await kiosk.crash();
      return;
    case 'act':
      cabinet.act(what.action);
  }
}

function makeWell(cabinet: VirtualCabinet): void {
  cabinet.act({ action: 'misbehave', as: null });
  cabinet.act({ action: 'door', open: false });
  cabinet.act({ action: 'acceptor', state: 'OK' });
  // Off and on: a power cut that was still to come must not outlive the story.
  cabinet.act({ action: 'power', on: false });
  cabinet.act({ action: 'powerCutAt', step: null });
  cabinet.act({ action: 'power', on: true });
  cabinet.act({ action: 'cable', plugged: true });
}

function booksOf(kiosk: PaperKiosk, cabinet: VirtualCabinet): Books {
  const outcomes = [...kiosk.paper.transfers.values()];
  const credited = outcomes.flatMap((outcome) =>
    outcome?.outcome === 'credited' ? [outcome.amount.minor] : [],
  );
  const stacked = [...kiosk.paper.notes.values()].flatMap((note) =>
    note.kind === 'STACKED' ? [note.minor] : [],
  );
  const { meters } = cabinet.state;
  return {
    orders: outcomes.length,
    credited: credited.length,
    paperTransfers: sum(credited),
    meterTransfers: meters.cashlessIn,
    paperNotes: sum(stacked),
    meterNotes: meters.notesIn,
    disputed: cabinet.state.transfers
      .filter(({ transferId, outcome }) => kiosk.paper.transfers.get(transferId)?.outcome !== outcome)
      .map(({ transferId }) => transferId),
    cashBox: cabinet.cashBox,
    meterCredits: meters.credits,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
