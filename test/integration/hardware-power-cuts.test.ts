/**
 * The virtual cabinet in a process of its own, the driver in this one, a loopback socket for a cable [exactly-once]
 * [confirmed-only].
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TransferStatus } from '../../hardware/machine/credit-meter.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import type { NoteAcceptor } from '../../hardware/machine/note-acceptor.ts';
import { createMachine } from '../../hardware/machine-kinds.ts';
import type { TransferStep } from '../../simulators/hands.ts';
import { type CabinetProcess, silentLog, startCabinetProcess } from '../support/board/cabinet-process.ts';
import { waitFor } from '../support/wait.ts';

const outcomeAfterCutAt: [TransferStep, TransferStatus['outcome']][] = [
  ['received', 'unknown'],
  ['recorded', 'refused'],
  ['credited', 'credited'],
  ['completed', 'credited'],
  ['answered', 'credited'],
];
const amount = { minor: 2_000, currency: 'USD' };

let directory: string;
let board: CabinetProcess;
let cabinet: Machine;
let acceptor: NoteAcceptor;
let lastNumber = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cabinet-'));
  board = await startCabinetProcess(join(directory, 'memory.json'));
});

afterAll(async () => {
  await board.service.stop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  cabinet = createMachine({ kind: 'virtual', port: board.reportsPort }, silentLog);
  if (cabinet.noteAcceptor === null) throw new Error('a cabinet board has a note acceptor');
  acceptor = cabinet.noteAcceptor;
  cabinet.start();
  await ready();
});

afterEach(async () => {
  await cabinet.stop();
});

async function ready(): Promise<void> {
  await waitFor('the board', () => cabinet.status.connection === 'ready');
}

function nextId(): string {
  lastNumber += 1;
  return `000042-${String(lastNumber).padStart(10, '0')}`;
}

/** Orders a credit that the board is lost over, brings the board back, and asks what became of the id. */
async function orderAcross(loss: () => Promise<void>, transferId: string): Promise<TransferStatus> {
  const order = cabinet.creditMeter.transfer({ transferId, amount, lifetimeMs: 10_000 });
  // Whether the answer was still out before the loss is chance; the question that follows must not depend on it.
  const lost = order.then(
    () => undefined,
    (error: unknown) => error,
  );
  await loss();
  const error = await lost;
  if (error !== undefined) expect(error).toMatchObject({ code: 'NO_ANSWER' });
  await ready();
  return cabinet.creditMeter.query(transferId, null);
}

describe('a power cut in the middle of a transfer', () => {
  it.each(outcomeAfterCutAt)(
    'at the step "%s" leaves one answer to one question: %s',
    async (step, outcome) => {
      const transferId = nextId();
      const before = (await board.state()).meters;
      await board.act({ action: 'powerCutAt', step });

      const status = await orderAcross(async () => {
        await waitFor('the loss', () => cabinet.status.connection === 'fault');
        await board.act({ action: 'power', on: true });
      }, transferId);

      expect(status.outcome).toBe(outcome);
      const credited = outcome === 'credited' ? amount.minor : 0;
      const { meters } = await board.state();
      expect(meters.cashlessIn - before.cashlessIn).toBe(credited);
      expect(meters.credits - before.credits).toBe(credited);
    },
  );

  it('is not made worse by ordering the same id again', async () => {
    const transferId = nextId();
    const before = (await board.state()).meters;
    await board.act({ action: 'powerCutAt', step: 'credited' });
    await orderAcross(async () => {
      await waitFor('the loss', () => cabinet.status.connection === 'fault');
      await board.act({ action: 'power', on: true });
    }, transferId);

    await expect(cabinet.creditMeter.transfer({ transferId, amount, lifetimeMs: 10_000 })).resolves.toEqual({
      outcome: 'credited',
      amount,
    });
    expect((await board.state()).meters.cashlessIn).toBe(before.cashlessIn + amount.minor);
  });
});

describe('a cable pulled while a credit is pending', () => {
  it('does not stop the board, which tells the outcome when it is plugged in again', async () => {
    const transferId = nextId();
    await board.act({ action: 'delayNextCredit', ms: 1_000 });

    const status = await orderAcross(async () => {
      await waitFor('the begin', async () => (await board.state()).transfers[0]?.outcome === 'pending');
      await board.act({ action: 'cable', plugged: false });
      await waitFor('the loss', () => cabinet.status.connection === 'fault');
      await waitFor('the credit', async () => (await board.state()).transfers[0]?.outcome === 'credited');
      await board.act({ action: 'cable', plugged: true });
    }, transferId);

    expect(status).toEqual({ outcome: 'credited', amount });
  });

  it('is shown as an absent board, over which nothing can be ordered', async () => {
    await board.act({ action: 'cable', plugged: false });
    await waitFor('the fault', () => cabinet.status.connection === 'fault');
    expect(cabinet.status).toEqual({ connection: 'fault', fault: 'ABSENT' });
    await expect(
      cabinet.creditMeter.transfer({ transferId: nextId(), amount, lifetimeMs: 1_000 }),
    ).rejects.toMatchObject({
      code: 'NOT_READY',
    });
    await board.act({ action: 'cable', plugged: true });
    await ready();
  });
});

describe('cancelling', () => {
  it('makes sure that an id which was never begun never will be', async () => {
    const transferId = nextId();
    const before = (await board.state()).meters;
    await expect(cabinet.creditMeter.cancel(transferId, null)).resolves.toEqual({
      outcome: 'refused',
      reason: 'CANCELLED',
    });
    await expect(cabinet.creditMeter.transfer({ transferId, amount, lifetimeMs: 10_000 })).resolves.toEqual({
      outcome: 'refused',
      reason: 'CANCELLED',
    });
    expect((await board.state()).meters).toEqual(before);
  });
});

describe('a note', () => {
  it('is repeated under one event id until it is acknowledged, and counts once [stacked-notes]', async () => {
    const events: number[] = [];
    acceptor.on('note', ({ eventId, kind }) => {
      if (kind === 'STACKED') events.push(eventId);
    });
    const before = (await board.state()).meters;
    acceptor.accept(true);
    await waitFor('the acceptor', async () => (await board.state()).acceptor === 'IDLE');
    await board.act({ action: 'note.insert', minor: 2_000 });
    await waitFor('a second telling', () => events.length > 1);

    expect(new Set(events).size).toBe(1);
    expect((await board.state()).meters.notesIn).toBe(before.notesIn + 2_000);
    await acceptor.acknowledge(events[0] ?? 0);
  });

  it('is not taken while the kiosk takes none', async () => {
    acceptor.accept(false);
    await waitFor('the acceptor', async () => (await board.state()).acceptor === 'DISABLED');
    const before = (await board.state()).meters;
    const { notes, meters } = await board.act({ action: 'note.insert', minor: 2_000 });
    expect(notes[0]).toEqual({ kind: 'NOT_TAKEN', minor: 2_000 });
    expect(meters).toEqual(before);
  });
});
