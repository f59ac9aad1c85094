/**
 * The kiosk's rules with money, on paper that survives anything: an id is written down before it is ordered, its outcome
 * when it is known, and after any doubt the board is asked, never ordered again [exactly-once] [confirmed-only]
 * [durable-first] [stacked-notes].
 */
import { CabinetBoard } from '../../../hardware/drivers/cabinet-board/cabinet-board.ts';
import { boardTiming } from '../../../hardware/drivers/cabinet-board/timing.ts';
import type { TransferStatus } from '../../../hardware/machine/credit-meter.ts';
import { MachineError } from '../../../hardware/machine/machine-error.ts';
import type { Clock } from '../../../hardware/clock.ts';
import type { OpenTransport } from '../../../hardware/transports/report-transport.ts';
import type { NoteEvent } from '../../../protocol/cabinet.ts';
import type { TransferOutcome } from '../../../protocol/transfer.ts';

interface Paper {
  /** Null: ordered, outcome not known. */
  transfers: Map<string, TransferOutcome | null>;
  /** By memory id and event id. */
  notes: Map<string, NoteEvent>;
}

export interface PaperKioskPorts {
  open: OpenTransport;
  clock: Clock;
  /** A number from 0 to 1, 1 excluded. */
  random(): number;
}

const ASK_AGAIN_MS = 1_000;

export class PaperKiosk {
  readonly paper: Paper = { transfers: new Map(), notes: new Map() };
  readonly #ports: PaperKioskPorts;
  #life = new AbortController();
  #driver: CabinetBoard;
  #lastNumber = 0;

  constructor(ports: PaperKioskPorts) {
    this.#ports = ports;
    this.#driver = this.#boot();
  }

  /** Every transfer has an outcome. */
  get settled(): boolean {
    return [...this.paper.transfers.values()].every((outcome) => outcome !== null);
  }

  /** Orders the credit when there is a board; a refusal to even send is an outcome as well. */
  order(minor: number, lifetimeMs: number): void {
    const driver = this.#driver;
    if (driver.status.connection !== 'ready') return;
    this.#lastNumber += 1;
    const transferId = `000042-${String(this.#lastNumber).padStart(10, '0')}`;
    this.paper.transfers.set(transferId, null);
    const amount = { minor, currency: 'USD' };
    void this.#settle(transferId, async () =>
      driver.creditMeter.transfer({ transferId, amount, lifetimeMs }),
    );
  }

  /** SIGKILL and a new start: what was not on paper is gone. */
  async crash(): Promise<void> {
    const old = this.#driver;
    this.#life.abort();
    old.removeAllListeners();
    old.noteAcceptor.removeAllListeners();
    this.#life = new AbortController();
    await old.stop();
    this.#driver = this.#boot();
  }

  async stop(): Promise<void> {
    this.#life.abort();
    await this.#driver.stop();
  }

  #boot(): CabinetBoard {
    const driver = new CabinetBoard({
      open: this.#ports.open,
      timing: boardTiming,
      log: { info: () => undefined, warn: () => undefined },
      clock: this.#ports.clock,
      randomSequence: () => Math.floor(this.#ports.random() * 0x10000),
    });
    driver.noteAcceptor.on('note', (note, memoryId) => {
      this.paper.notes.set(`${memoryId}/${note.eventId}`, note);
      driver.noteAcceptor.acknowledge(note.eventId).catch(onlyMachineErrors);
    });
    let wasReady = false;
    driver.on('status', ({ connection }) => {
      if (connection === 'ready' && !wasReady) this.#askAboutAll(driver);
      wasReady = connection === 'ready';
    });
    driver.noteAcceptor.accept(true);
    driver.start();
    return driver;
  }

  #askAboutAll(driver: CabinetBoard): void {
    for (const [transferId, outcome] of this.paper.transfers) {
      if (outcome !== null) continue;
      void this.#settle(transferId, async () => {
        const status = await driver.creditMeter.query(transferId, null);
        return status.outcome === 'unknown' ? driver.creditMeter.cancel(transferId, null) : status;
      });
    }
  }

  /** Writes the outcome down when there is one, and asks again later when the board is still at it. */
  async #settle(transferId: string, ask: () => Promise<TransferStatus>): Promise<void> {
    const { signal } = this.#life;
    try {
      const status = await ask();
      if (signal.aborted) return;
      if (status.outcome === 'credited' || status.outcome === 'refused') {
        this.#write(transferId, status);
        return;
      }
      this.#ports.clock.after(ASK_AGAIN_MS, () => {
        if (!signal.aborted)
          void this.#settle(transferId, async () => this.#driver.creditMeter.query(transferId, null));
      });
    } catch (error) {
      onlyMachineErrors(error);
    }
  }

  #write(transferId: string, outcome: TransferOutcome): void {
    const before = this.paper.transfers.get(transferId);
    if (before !== null && JSON.stringify(before) !== JSON.stringify(outcome)) {
      throw new Error(`${transferId} was ${JSON.stringify(before)} and is now ${JSON.stringify(outcome)}`);
    }
    this.paper.transfers.set(transferId, outcome);
  }
}

function onlyMachineErrors(error: unknown): void {
  if (!(error instanceof MachineError)) throw error;
}
