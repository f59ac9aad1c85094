/** A random schedule of money and faults, and the audit after it. The seed is all there is to it. */
import { losing, duplicating, corrupting } from '../../simulators/cabinet-board/behaviours.ts';
import type { Step } from '../../simulators/hands.ts';
import { Random } from '../support/seeded-random.ts';
import { SimulatedFloor } from './simulated-floor.ts';

const steps: [Step, ...Step[]] = [
  'received',
  'recorded',
  'credited',
  'completed',
  'answered',
  'escrowed',
  'transported',
  'stacked',
  'told',
  'acknowledged',
];

export interface Tally {
  orders: number;
  credited: number;
  refused: number;
  notes: number;
  faults: number;
  /**
   * Faults among these: journals that were put back or lost their newest rows, and boards that another one replaced for
   * a while.
   */
  olderJournals: number;
  otherBoards: number;
}

type Injected = Pick<Tally, 'faults' | 'olderJournals' | 'otherBoards'>;

/** Runs the schedule of that seed. @throws Error that names the promise that was broken. */
export async function runSchedule(seed: number): Promise<Tally> {
  const random = new Random(seed);
  const floor = new SimulatedFloor(random);
  try {
    floor.startKiosk();
    await floor.time.pass(2_000);
    const injected: Injected = { faults: 0, olderJournals: 0, otherBoards: 0 };
    for (let move = 0; move < 12; move += 1) {
      if (random.chance(0.8)) moveMoney(floor, random);
      if (random.chance(0.3)) floor.keepJournal();
      if (random.chance(0.5)) {
        injected.faults += 1;
        await inject(floor, random, injected);
      }
      await floor.time.pass(random.integer(random.pick(50, 400, 3_000, 12_000)));
    }
    await heal(floor);
    return { ...audit(floor), ...injected };
  } finally {
    await floor.end();
  }
}

function moveMoney(floor: SimulatedFloor, random: Random): void {
  if (random.chance(0.35)) {
    floor.board.act({
      action: 'note.insert',
      minor: random.pick(100, 500, 2_000),
      genuine: random.chance(0.9),
    });
    return;
  }
  if (random.chance(0.3)) {
    floor.board.act({ action: 'delayNextCredit', ms: random.integer(random.pick(100, 3_000)) });
  }
  const lifetimeMs = random.pick(30_000, 30_000, 30_000, 300);
  const late = random.integer(8_000);
  floor.ledger.order(
    1 + random.integer(10_000),
    lifetimeMs,
    random.pick([0], [0], [0], [0, 0], [0, late], [late]),
  );
}

async function inject(floor: SimulatedFloor, random: Random, injected: Injected): Promise<void> {
  const { board, time, link } = floor;
  const after = (ms: number, work: () => void): void => {
    time.after(random.integer(ms), work);
  };
  const forAWhile = (end: () => void): void => {
    time.after(100 + random.integer(6_000), end);
  };
  switch (random.integer(16)) {
    case 0:
    case 1:
      await time.pass(random.integer(400));
      await floor.killKiosk();
      await time.pass(random.integer(1_500));
      floor.startKiosk();
      return;
    case 2:
    case 3:
      board.act({ action: 'powerCutAt', step: random.pick(...steps) });
      time.after(3_000 + random.integer(4_000), () => board.act({ action: 'power', on: true }));
      return;
    case 4:
      after(300, () => board.act({ action: 'power', on: false }));
      time.after(400 + random.integer(4_000), () => board.act({ action: 'power', on: true }));
      return;
    case 5:
      after(300, () => board.act({ action: 'cable', plugged: false }));
      time.after(400 + random.integer(4_000), () => {
        if (floor.board === board) board.act({ action: 'cable', plugged: true });
      });
      return;
    case 6:
      after(300, () => link.cut());
      time.after(400 + random.integer(4_000), () => {
        link.reachable = true;
      });
      return;
    case 7:
      link.stalled = true;
      forAWhile(() => {
        link.stalled = false;
      });
      return;
    case 8:
      board.act({ action: 'door', open: true });
      forAWhile(() => board.act({ action: 'door', open: false }));
      return;
    case 9:
      floor.failJournalSoon();
      return;
    case 10: {
      const chance = (): boolean => random.chance(0.15);
      const behaviour = random.pick(
        losing(chance),
        duplicating(chance),
        corrupting(chance, () => random.integer(64)),
      );
      forAWhile(board.behave(behaviour));
      return;
    }
    case 11:
    case 12:
      injected.olderJournals += 1;
      await time.pass(random.integer(400));
      await floor.killKiosk(random.pick('older', 'newest rows'));
      await time.pass(random.integer(1_500));
      floor.startKiosk();
      return;
    case 13:
    case 14: {
      injected.otherBoards += 1;
      const before = floor.present;
      floor.plugIn(before === 0 ? 1 : 0);
      if (random.chance(0.5)) time.after(200 + random.integer(2_000), () => floor.acceptBoard());
      time.after(2_500 + random.integer(4_000), () => {
        floor.plugIn(before);
        if (random.chance(0.7)) time.after(100 + random.integer(1_000), () => floor.acceptBoard());
      });
      return;
    }
    default:
      floor.plugIn(floor.present === 0 ? 1 : 0);
      if (random.chance(0.5)) time.after(1_000 + random.integer(2_000), () => floor.acceptBoard());
      return;
  }
}

/** Ends all faults and waits until nothing is left to be settled; each board gets its turn to answer. */
async function heal(floor: SimulatedFloor): Promise<void> {
  const { ledger, link, time } = floor;
  await time.pass(7_000); // the faults' own ends
  link.reachable = true;
  link.stalled = false;
  await floor.killKiosk();
  floor.mendJournal();
  floor.startKiosk();
  for (const turn of [0, 1, 0, 1] as const) {
    floor.plugIn(turn);
    for (let look = 0; look < 4; look += 1) {
      // A power cut that was waiting for its step may come even now.
      floor.board.act({ action: 'power', on: true });
      floor.board.act({ action: 'cable', plugged: true });
      floor.board.act({ action: 'door', open: false });
      await time.pass(10_000);
      floor.acceptBoard(); // a technician, whom a board that is not in service waits for
    }
  }
  if (ledger.open.length > 0) {
    throw new Error(`never settled: ${ledger.open.map((order) => order.transferId).join(', ')}`);
  }
}

function audit(floor: SimulatedFloor): Omit<Tally, keyof Injected> {
  const { ledger, boards, notesAtRisk } = floor;
  const unlearned = floor.creditsOutsideTheJournal();
  if (unlearned.length > 0)
    throw new Error(`the journal did not learn ${unlearned.join(', ')} [exactly-once]`);
  const results = [...ledger.orders.values()].map((order) => order.result);
  const credited = results.flatMap((result) => (result?.outcome === 'credited' ? [result.amount.minor] : []));
  const stacked = [...ledger.notes.values()].filter((note) => note.kind === 'STACKED');
  // What a journal lost before the bridge heard of it is a difference that the meter names, and no cent more is.
  const lost = [...notesAtRisk].flatMap(([key, note]) =>
    note.kind === 'STACKED' && !ledger.notes.has(key) ? [note.minor] : [],
  );
  const meters = boards.map((board) => board.state.meters);
  expectEqual('cashless-in [books-agree]', sum(meters.map((meter) => meter.cashlessIn)), sum(credited));
  expectEqual(
    'notes-in [stacked-notes]',
    sum(meters.map((meter) => meter.notesIn)),
    sum(stacked.map((note) => note.minor)) + sum(lost),
  );
  return {
    orders: results.length,
    credited: credited.length,
    refused: results.length - credited.length,
    notes: stacked.length,
  };
}

function expectEqual(what: string, onTheMeter: number, inTheLedger: number): void {
  if (onTheMeter === inTheLedger) return;
  const word = onTheMeter > inTheLedger ? 'not in the ledger' : 'not on the meter';
  throw new Error(`${what}: ${Math.abs(onTheMeter - inTheLedger)} cents ${word}`);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
