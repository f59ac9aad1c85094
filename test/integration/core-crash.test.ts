/**
 * The kiosk's process ends by SIGKILL, and apart from it the board's power, at every step of money:
 * [exactly-once] [confirmed-only] [durable-first] [books-agree] [stacked-notes].
 */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NoteStep, TransferStep } from '../../simulators/hands.ts';
import { noteSteps, querySteps, recoverySteps, transferSteps, type KioskStep } from '../chaos/steps.ts';
import type { TransferOutcome } from '../../protocol/transfer.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import type { Service } from '../support/service.ts';
import { waitFor } from '../support/wait.ts';

const NO_BOARD_OF_THIS_MACHINE = { serial: 'VC-ELSEWHERE', memoryId: 'ffffffff' };

let core: CoreFixture;
let kiosk: Service;
let lastNumber = 0;
/** Note events of this case, and of those before it, which the bridge may hear of once more. */
let heard = new Set<number>();
const heardEarlier = new Set<number>();

beforeAll(async () => {
  core = await CoreFixture.start();
});
afterEach(async () => {
  for (const eventId of heard) heardEarlier.add(eventId);
  heard = new Set();
  // An event that the board still repeats, or an acknowledgement on its way, would take effect in the next case.
  await waitFor('the board has nothing left to tell', () => core.eventsInTheBoard() === 0);
  const barrier = nextId();
  // Asks again, as the bridge does: while the board comes back, nobody can say what became of an id.
  await waitFor('the barrier', () => {
    core.bridge.send({ type: 'transfer.query', transferId: barrier });
    return core.bridge.of('transfer.result').some(({ transferId }) => transferId === barrier);
  });
  // An acknowledgement on its way, too, would take effect in the next case: when this is answered, it has come.
  const last = nextId();
  core.bridge.send({ type: 'transfer.query', transferId: last, board: NO_BOARD_OF_THIS_MACHINE });
  await core.bridge.expect('transfer.open', ({ transferId }) => transferId === last);
  await kiosk.kill();
});
afterAll(async () => {
  await core.stop();
});

/** A kiosk that is linked and has its board. */
async function start(diesAt: KioskStep | null = null): Promise<void> {
  core.bridge.received.length = 0;
  kiosk = await core.spawnKiosk(diesAt);
  await core.bridge.expect('code.request');
}

async function died(): Promise<void> {
  if (kiosk.process.exitCode === null && kiosk.process.signalCode === null) await once(kiosk.process, 'exit');
  expect(kiosk.process.signalCode).toBe('SIGKILL');
}

function nextId(): string {
  lastNumber += 1;
  return `000042-${String(lastNumber).padStart(10, '0')}`;
}

/** After the restart the bridge asks about what it has not heard of, as it does for every link. */
async function restartAndAsk(transferId: string): Promise<TransferOutcome> {
  await start();
  core.bridge.send({ type: 'transfer.query', transferId });
  return core.bridge.result(transferId);
}

/** What meter, board history and bridge say of this dollar; they must say the same. */
async function verdict(transferId: string, before: number, result: TransferOutcome): Promise<string> {
  const { meters, transfers } = await core.cabinet.state();
  const onTheMeter = meters.cashlessIn - before;
  const onTheBoard = transfers.find((transfer) => transfer.transferId === transferId)?.outcome ?? 'refused';
  const reported = result.outcome === 'credited' ? result.amount.minor : 0;
  if (onTheMeter === 100 && onTheBoard === 'credited' && reported === 100) return 'credited once';
  if (onTheMeter === 0 && onTheBoard === 'refused' && reported === 0) return 'not at all';
  return `meter ${onTheMeter}, board ${onTheBoard}, bridge ${JSON.stringify(result)}`;
}

const ONCE_OR_NOT = /^(credited once|not at all)$/;

describe('a transfer is credited once or not at all when the kiosk dies at', () => {
  it.each(transferSteps)('%s', async (step) => {
    const transferId = nextId();
    const before = (await core.meters()).cashlessIn;
    await start(step);
    core.bridge.order(transferId, 100);
    await died();
    const result = await restartAndAsk(transferId);
    expect(await verdict(transferId, before, result)).toMatch(ONCE_OR_NOT);
  });
});

describe('an id that no order came for stays impossible when the kiosk dies at', () => {
  it.each(querySteps)('%s', async (step) => {
    const transferId = nextId();
    const before = (await core.meters()).cashlessIn;
    await start(step);
    core.bridge.send({ type: 'transfer.query', transferId });
    await died();
    const result = await restartAndAsk(transferId);
    core.bridge.order(transferId, 100); // late, and in vain
    await waitFor('a second answer', () => core.bridge.of('transfer.result').length > 1);
    expect(result).toEqual({ outcome: 'refused', reason: 'CANCELLED' });
    expect(await verdict(transferId, before, result)).toBe('not at all');
  });
});

describe('an open transfer is settled once when the kiosk dies again, asking, at', () => {
  it.each(recoverySteps)('%s', async (step) => {
    const transferId = nextId();
    const before = (await core.meters()).cashlessIn;
    // Only an order that never reached the board is cancelled there.
    await start(
      step.startsWith('creditMeter cancel') ? 'creditMeter transfer before' : 'creditMeter transfer after',
    );
    core.bridge.order(transferId, 100);
    await died();
    kiosk = await core.spawnKiosk(step);
    await died();
    const result = await restartAndAsk(transferId);
    expect(await verdict(transferId, before, result)).toMatch(ONCE_OR_NOT);
  });
});

describe('a note counts once when the kiosk dies at', () => {
  it.each(noteSteps)('%s', async (step) => {
    const before = (await core.meters()).notesIn;
    await start(step);
    await waitFor('notes are taken', async () => (await core.cabinet.state()).notesEnabled);
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    await died();
    hearNotes();
    await start();
    expect(await events()).toHaveLength(1);
    expect((await core.meters()).notesIn).toBe(before + 500);
  });
});

describe('when the board’s power goes, a transfer is credited once or not at all at', () => {
  it.each(TransferStep.enum)('%s', async (step) => {
    const transferId = nextId();
    const before = (await core.meters()).cashlessIn;
    await start();
    await core.cabinet.act({ action: 'powerCutAt', step });
    core.bridge.order(transferId, 100);
    await waitFor('the power cut', async () => !(await core.cabinet.state()).powered);
    await core.cabinet.act({ action: 'power', on: true });
    const result = await core.bridge.result(transferId);
    expect(await verdict(transferId, before, result)).toMatch(ONCE_OR_NOT);
  });
});

describe('when the board’s power goes, a note counts once or comes back at', () => {
  it.each(NoteStep.enum)('%s', async (step) => {
    const before = (await core.meters()).notesIn;
    await start();
    await waitFor('notes are taken', async () => (await core.cabinet.state()).notesEnabled);
    await core.cabinet.act({ action: 'powerCutAt', step });
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    await waitFor('the power cut', async () => !(await core.cabinet.state()).powered);
    await core.cabinet.act({ action: 'power', on: true });
    if (step === 'escrowed') {
      await waitFor('notes are taken', async () => (await core.cabinet.state()).notesEnabled);
      hearNotes();
      expect([...heard]).toEqual([]);
      expect((await core.meters()).notesIn).toBe(before);
    } else {
      expect(await events()).toHaveLength(1);
      expect((await core.meters()).notesIn).toBe(before + 500);
    }
  });
});

/** Remembers the stacked notes that the bridge heard of since the last start. */
function hearNotes(): void {
  for (const { note } of core.bridge.of('note')) {
    if (note.kind === 'STACKED' && !heardEarlier.has(note.eventId)) heard.add(note.eventId);
  }
}

/** The events of the note that was inserted, heard of before the crash or after it; waits for the first. */
async function events(): Promise<number[]> {
  return waitFor('a note', () => {
    hearNotes();
    return heard.size > 0 ? [...heard] : null;
  });
}
