/**
 * Transfers in the firmware. An id is begun at most once for as long as the memory lives: it is in the history, or not
 * above the greatest id of its series that has left it, or it has never been begun [exactly-once].
 */
import type { NotPlayableCondition } from '../../protocol/cabinet.ts';
import type { Clock } from '../../hardware/clock.ts';
import type { BoardRefusal } from '../../hardware/drivers/cabinet-board/codes.ts';
import type {
  AnswerBody,
  RequestBody,
  TransferRecord,
} from '../../hardware/drivers/cabinet-board/messages.ts';
import type { BoardConfiguration } from './configuration.ts';
import type { TransferStep } from '../hands.ts';
import { type BoardMemory, HISTORY_LENGTH, SERIES_KEPT, type StoredTransfer } from './memory.ts';
import type { MemoryStore } from './store.ts';

export interface CreditUnitPorts {
  configuration: BoardConfiguration;
  store: MemoryStore;
  clock: Clock;
  conditions(): NotPlayableCondition[];
  /** How long the next transfer waits between begin and credit; asked once for each. */
  nextDelayMs(): number;
  /** A transfer has ended that was answered as pending. */
  ended(record: TransferRecord): void;
  /** Passed at each step; may throw when the power goes. */
  atStep(step: TransferStep): void;
  /** Runs work that a timer calls, with the same provision for a power cut as for a request. */
  run(work: () => void): void;
}

export class CreditUnit {
  readonly #ports: CreditUnitPorts;
  #callOff: () => void = () => undefined;

  constructor(ports: CreditUnitPorts) {
    this.#ports = ports;
  }

  /**
   * Called after a power cut: a transfer that was begun is completed if the meter had risen, and refused if it had not.
   */
  recover(): void {
    const pending = this.#pending();
    if (pending === undefined) return;
    const { cashlessIn } = this.#ports.store.current.meters;
    if (cashlessIn > pending.cashlessInBefore) this.#record({ ...pending, state: 'CREDITED' });
    else this.#record({ ...pending, state: 'REFUSED', reason: 'EXPIRED' });
  }

  /** The power goes. */
  halt(): void {
    this.#callOff();
  }

  begin(order: RequestBody<'TRANSFER_BEGIN'>): TransferRecord {
    this.#ports.atStep('received');
    const known = this.query(order.transferId);
    if (known.state !== 'UNKNOWN') return known;
    const { transferId, currency, amount } = order;
    const { cashlessIn } = this.#ports.store.current.meters;
    const transfer = { transferId, currency, requested: amount, cashlessInBefore: cashlessIn };
    const reason = this.#refusal(order);
    if (reason !== undefined) return this.#record({ ...transfer, state: 'REFUSED', reason });
    this.#record({ ...transfer, state: 'PENDING', reason: 'NONE' });
    this.#ports.atStep('recorded');
    const delayMs = this.#ports.nextDelayMs();
    if (delayMs === 0) return this.#complete(transferId);
    this.#callOff = this.#ports.clock.after(delayMs, () =>
      this.#ports.run(() => {
        this.#ports.ended(this.#complete(transferId));
        this.#ports.atStep('answered');
      }),
    );
    return this.query(transferId);
  }

  query(transferId: string): TransferRecord {
    const { transfers } = this.#ports.store.current;
    const found = transfers.find((transfer) => transfer.transferId === transferId);
    if (found !== undefined) return recordOf(found);
    const state = this.#mayHaveLeft(transferId) ? 'FORGOTTEN' : 'UNKNOWN';
    return { transferId, state, reason: 'NONE', currency: '', requested: 0, credited: 0 };
  }

  cancel(transferId: string): TransferRecord {
    const known = this.query(transferId);
    if (known.state !== 'UNKNOWN') return known;
    return this.#record({
      transferId,
      currency: this.#ports.configuration.currency,
      requested: 0,
      state: 'REFUSED',
      reason: 'CANCELLED',
      cashlessInBefore: this.#ports.store.current.meters.cashlessIn,
    });
  }

  history(index: number): AnswerBody<'TRANSFER_HISTORY'> {
    const found = this.#ports.store.current.transfers.at(-1 - index);
    if (found !== undefined) return { index, ...recordOf(found) };
    return {
      index,
      transferId: '',
      state: 'UNKNOWN',
      reason: 'NONE',
      currency: '',
      requested: 0,
      credited: 0,
    };
  }

  /** The greatest id of the series that is or was in the history; empty when there is none. */
  highest(series: string): string {
    const { transfers, forgotten } = this.#ports.store.current;
    return [...forgotten, ...transfers.map(({ transferId }) => transferId)]
      .filter((transferId) => transferId.startsWith(series))
      .reduce((highest, transferId) => (transferId > highest ? transferId : highest), '');
  }

  /** Whether an id that is not in the history may have been there once. */
  #mayHaveLeft(transferId: string): boolean {
    const { forgotten, seriesLost } = this.#ports.store.current;
    const greatest = forgotten.find((other) => seriesOf(other) === seriesOf(transferId));
    return greatest === undefined ? seriesLost : transferId <= greatest;
  }

  #pending(): StoredTransfer | undefined {
    return this.#ports.store.current.transfers.find((transfer) => transfer.state === 'PENDING');
  }

  #refusal(order: RequestBody<'TRANSFER_BEGIN'>): BoardRefusal | undefined {
    const { configuration } = this.#ports;
    if (order.amount === 0) return 'MALFORMED';
    if (order.lifetimeMs === 0) return 'EXPIRED';
    if (order.currency !== configuration.currency) return 'CURRENCY_MISMATCH';
    if (order.amount % configuration.denomination !== 0) return 'NOT_A_MULTIPLE';
    if (order.amount > Math.min(configuration.maxTransfer, this.#roomOnMeters())) return 'OVER_MACHINE_LIMIT';
    if (this.#ports.conditions().length > 0) return 'NOT_PLAYABLE';
    return this.#pending() === undefined ? undefined : 'BUSY';
  }

  /** What the meters can take before they pass the greatest number that the wire can tell. */
  #roomOnMeters(): number {
    const { credits, cashlessIn } = this.#ports.store.current.meters;
    return Number.MAX_SAFE_INTEGER - Math.max(credits, cashlessIn);
  }

  #complete(transferId: string): TransferRecord {
    const { store } = this.#ports;
    const transfer = this.#pending();
    if (transfer?.transferId !== transferId) return this.query(transferId);
    if (this.#ports.conditions().length > 0) {
      return this.#record({ ...transfer, state: 'REFUSED', reason: 'NOT_PLAYABLE' });
    }
    const { meters } = store.current;
    store.change({
      meters: {
        ...meters,
        credits: meters.credits + transfer.requested,
        cashlessIn: meters.cashlessIn + transfer.requested,
      },
    });
    this.#ports.atStep('credited');
    const record = this.#record({ ...transfer, state: 'CREDITED' });
    this.#ports.atStep('completed');
    return record;
  }

  /** Adds the transfer to the history or replaces it there; the oldest that has ended makes room. */
  #record(transfer: StoredTransfer): TransferRecord {
    const { transfers } = this.#ports.store.current;
    const isSame = (other: StoredTransfer): boolean => other.transferId === transfer.transferId;
    const kept = transfers.some(isSame)
      ? transfers.map((other) => (isSame(other) ? transfer : other))
      : [...transfers, transfer];
    const dropped = kept.length > HISTORY_LENGTH ? kept.find(({ state }) => state !== 'PENDING') : undefined;
    this.#ports.store.change({
      transfers: kept.filter((other) => other !== dropped),
      ...(dropped !== undefined && this.#forgetting(dropped.transferId)),
    });
    return recordOf(transfer);
  }

  #forgetting(transferId: string): Pick<BoardMemory, 'forgotten' | 'seriesLost'> {
    const { forgotten, seriesLost } = this.#ports.store.current;
    const greatest = forgotten.find((other) => seriesOf(other) === seriesOf(transferId)) ?? '';
    const others = forgotten.filter((other) => other !== greatest);
    const all = [...others, transferId > greatest ? transferId : greatest];
    return { forgotten: all.slice(-SERIES_KEPT), seriesLost: seriesLost || all.length > SERIES_KEPT };
  }
}

/** The first six characters of an id: ids of one series ascend, and those of two have nothing to do with each other. */
function seriesOf(transferId: string): string {
  return transferId.slice(0, 6);
}

function recordOf(transfer: StoredTransfer): TransferRecord {
  const { transferId, state, reason, currency, requested } = transfer;
  return { transferId, state, reason, currency, requested, credited: state === 'CREDITED' ? requested : 0 };
}
