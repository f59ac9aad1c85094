/**
 * How long a credit takes from order to confirmation: through the kiosk's own transfer desk with its journal and its driver, and
 * with nothing but one flush, the cable and the board. The board itself takes next to no time.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { encodeMessage } from '../../../hardware/drivers/cabinet-board/codec.ts';
import { CabinetBoard } from '../../../hardware/drivers/cabinet-board/cabinet-board.ts';
import { boardTiming } from '../../../hardware/drivers/cabinet-board/timing.ts';
import { systemClock } from '../../../hardware/clock.ts';
import type { OpenTransport } from '../../../hardware/transports/report-transport.ts';
import { usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import { VirtualCabinet } from '../../../simulators/cabinet-board/virtual-cabinet.ts';
import type { MemoryChip } from '../../../simulators/cabinet-board/memory.ts';
import { BoardInService } from '../../../main/cabinet/board-in-service.ts';
import { openJournal } from '../../../main/journal/open-journal.ts';
import type { Journal } from '../../../main/journal/journal.ts';
import type { KioskMessage } from '../../../protocol/egm-link.ts';
import { Transfers } from '../../../main/transfer/transfers.ts';
import type { Target } from '../../cabinet-board/board-bench.ts';
import { alternate } from '../alternate.ts';

/** Milliseconds, one for each sample. */
export interface CreditSamples {
  /** A page of 4 KiB written to the disk and flushed, then one report written and its answer read. */
  bareAndFsync: number[];
  /** Order at the desk, intent in the journal, confirmation by the board. */
  kiosk: number[];
}

const page = Buffer.alloc(4_096);
/** The pause between two samples, so that neither pays for work that the other left. */
const PAUSE_MS = 5;
const amount = { minor: 100, currency: 'USD' };
const lifetimeMs = 60_000;

/** @param of `directory` is where the journal lies: a flush is one on that disk. */
export async function creditTimes(of: {
  target: Target;
  rounds: number;
  samples: number;
  directory: string;
}): Promise<CreditSamples> {
  const { target, rounds, samples, directory } = of;
  const cabinet = new VirtualCabinet({
    configuration: usMachine('BENCH'),
    chip: chipWithoutCost(),
    clock: systemClock,
    newMemoryId: () => '0be7c4be',
  });
  const plugged = await target.plug(cabinet);
  const nextId = idsFrom(0);
  let turns = 0;
  const { product, floor } = await alternate(rounds, {
    product: async () =>
      driverTurn(plugged.open, samples, nextId, join(directory, `journal-${(turns += 1)}.db`)),
    floor: async () => bareTurn(plugged.open, samples, nextId, join(directory, 'fsync')),
  });
  await plugged.remove();
  return { kiosk: [...product], bareAndFsync: [...floor] };
}

/** A loop that writes a begin and reads the answer, and knows nothing else. */
async function bareTurn(
  open: OpenTransport,
  count: number,
  nextId: () => string,
  file: string,
): Promise<number[]> {
  let answered = (): void => undefined;
  const transport = await open({
    report: (report) => {
      if (report[0] === 0x02) answered();
    },
    lost: () => undefined,
  });
  const disk = openSync(file, 'a');
  const taken: number[] = [];
  for (let sample = 0; sample < count; sample += 1) {
    await pause(PAUSE_MS);
    const body = { transferId: nextId(), amount: amount.minor, currency: amount.currency, lifetimeMs };
    const report = encodeMessage({ kind: 'request', name: 'TRANSFER_BEGIN', sequence: sample, body });
    const begunAt = performance.now();
    writeSync(disk, page);
    fsyncSync(disk);
    await new Promise<void>((resolve, reject) => {
      answered = resolve;
      transport.write(report).catch(reject);
    });
    taken.push(performance.now() - begunAt);
  }
  closeSync(disk);
  await transport.close();
  return taken;
}

async function driverTurn(
  open: OpenTransport,
  count: number,
  nextId: () => string,
  journalFile: string,
): Promise<number[]> {
  const driver = new CabinetBoard({
    open,
    // No real machine credits hundreds of times a second; this one does, and tells of each.
    timing: { ...boardTiming, notices: Infinity },
    log: pino({ level: 'silent' }),
    clock: systemClock,
    randomSequence: () => Math.floor(Math.random() * 0x10000),
  });
  const ready = new Promise<void>((resolve) => {
    driver.on('status', ({ connection }) => {
      if (connection === 'ready') resolve();
    });
  });
  driver.start();
  await ready;
  const taken = await deskTurn(driver, count, nextId, journalFile);
  await driver.stop();
  return taken;
}

type MemoryReport = Extract<KioskMessage, { type: 'memory' }>;

async function deskTurn(
  driver: CabinetBoard,
  count: number,
  nextId: () => string,
  journalFile: string,
): Promise<number[]> {
  const logger = pino(pino.destination({ dest: '/dev/null', sync: true }));
  let confirmedAt = 0;
  let sent = (): void => undefined;
  const journal = noticing(openJournal(journalFile, systemClock), () => {
    confirmedAt = performance.now();
  });
  const inService = new BoardInService({ machine: driver, journal, logger });
  inService.accept('the benchmark');
  let toldMemories = (_report: MemoryReport): void => undefined;
  const compared = new Promise<MemoryReport>((resolve) => {
    toldMemories = resolve;
  });
  const desk = new Transfers({
    machine: driver,
    inService,
    boards: inService,
    journal,
    clock: systemClock,
    logger,
    send: (message) => {
      if (message.type === 'transfer.result') sent();
      if (message.type === 'memory') toldMemories(message);
      return true;
    },
  });
  desk.linked({ designation: '000042', tellAfter: null });
  const { board } = await compared;
  const taken: number[] = [];
  for (let sample = 0; sample < count; sample += 1) {
    await pause(PAUSE_MS);
    const transferId = nextId();
    const result = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const begunAt = performance.now();
    desk.order({ type: 'transfer.order', transferId, fundingId: transferId, amount, board, lifetimeMs });
    await result;
    taken.push(confirmedAt - begunAt);
    desk.acknowledged(transferId);
  }
  await desk.stop();
  journal.close();
  return taken;
}

/** The journal, and a call just before an outcome is written to it: that is when the credit is confirmed. */
function noticing(journal: Journal, confirmed: () => void): Journal {
  return new Proxy(journal, {
    get(target, name) {
      if (name === 'settle') confirmed();
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** A board whose memory costs nothing, so that what is measured is not the board. */
function chipWithoutCost(): MemoryChip {
  return { read: () => undefined, write: () => undefined };
}

function idsFrom(first: number): () => string {
  let last = first;
  return () => {
    last += 1;
    return `000042-${String(last).padStart(10, '0')}`;
  };
}
