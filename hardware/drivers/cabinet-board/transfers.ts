/**
 * Transfers on one open connection. A begin is never repeated blindly: after silence the board is asked what became
 * of the id, and only an id that it certainly never began is sent again. The board knows ids, so even that could not
 * credit twice [exactly-once].
 */
import { Compile } from 'typebox/compile';
import type { MachineTransfer, TransferOrder, TransferStatus } from '../../machine/credit-meter.ts';
import { MachineError } from '../../machine/machine-error.ts';
import type { Clock } from '../../clock.ts';
import type { Money } from '../../../protocol/money.ts';
import {
  designationOf,
  TransferId,
  type Designation,
  type TransferOutcome,
} from '../../../protocol/transfer.ts';
import type { Exchange } from './exchange.ts';
import { ExchangeError, NoAnswerYet } from './exchange-error.ts';
import type { TransferRecord } from './messages.ts';

export interface TransfersOptions {
  exchange: Exchange;
  /** How often an open transfer is asked for when the board does not report its end. */
  pollMs: number;
  clock: Clock;
}

const ours = Compile(TransferId);

const LONGEST_LIFETIME_MS = 0xffffffff;

export class Transfers {
  readonly #options: TransfersOptions;
  readonly #waiting = new Map<TransferId, () => void>();

  constructor(options: TransfersOptions) {
    this.#options = options;
  }

  /** @throws {ExchangeError} @throws {MachineError} when the board cannot tell any more. */
  async order(order: TransferOrder): Promise<TransferOutcome> {
    const { clock } = this.#options;
    const deadline = clock.now() + order.lifetimeMs;
    let status = await this.#begin(order, order.lifetimeMs);
    const { transferId, amount, onBegun } = order;
    while (status.outcome === 'unknown' || status.outcome === 'pending') {
      if (status.outcome === 'pending') {
        onBegun?.();
        await this.#changeOrPoll(transferId);
        status = await this.query(transferId, amount);
      } else {
        const lifetimeMs = deadline - clock.now();
        status =
          lifetimeMs > 0 ? await this.#begin(order, lifetimeMs) : await this.cancel(transferId, amount);
      }
    }
    return status.outcome === 'anotherOrder' ? { outcome: 'refused', reason: 'DUPLICATE_ID' } : status;
  }

  /** @throws {ExchangeError} @throws {MachineError} */
  async query(transferId: TransferId, requested: Money | null): Promise<TransferStatus> {
    const record = await this.#options.exchange.ask('TRANSFER_QUERY', { transferId });
    return this.#statusOf(transferId, requested, record);
  }

  /** @throws {ExchangeError} @throws {MachineError} */
  async cancel(transferId: TransferId, requested: Money | null): Promise<TransferStatus> {
    const record = await this.#options.exchange.ask('TRANSFER_CANCEL', { transferId });
    return this.#known(this.#statusOf(transferId, requested, record));
  }

  /** The highest id of the designation that the board knows; null: none. @throws {ExchangeError} */
  async last(designation: Designation): Promise<TransferId | null> {
    const { transferId } = await this.#options.exchange.ask('TRANSFER_HIGHEST', { series: designation });
    if (transferId === '') return null;
    if (ours.Check(transferId) && designationOf(transferId) === designation) return transferId;
    // If it counted as none, it would hide what the board has credited under this designation.
    throw this.#options.exchange.break(
      new ExchangeError('BAD_FRAMES', `the board answered with an id that is not of series ${designation}`),
    );
  }

  /** Newest first, at most `limit`. @throws {ExchangeError} @throws {MachineError} */
  async history(limit: number): Promise<MachineTransfer[]> {
    const transfers: MachineTransfer[] = [];
    for (let index = 0; index < limit; index += 1) {
      const record = await this.#options.exchange.ask('TRANSFER_HISTORY', { index });
      if (record.transferId === '') break;
      const { transferId, currency, requested } = record;
      transfers.push({
        transferId,
        requested: currency === '' ? null : { minor: requested, currency },
        status: this.#statusOf(transferId, null, record),
      });
    }
    return transfers;
  }

  /** The board reports the end of a transfer: ask for it now. */
  changed(transferId: TransferId): void {
    this.#waiting.get(transferId)?.();
  }

  /** The connection has ended: tells all who wait, before the next poll. */
  wakeAll(): void {
    for (const wake of this.#waiting.values()) wake();
  }

  async #begin(order: TransferOrder, lifetimeMs: number): Promise<TransferStatus> {
    const { transferId, amount } = order;
    try {
      const record = await this.#options.exchange.askOnce('TRANSFER_BEGIN', {
        transferId,
        amount: amount.minor,
        currency: amount.currency,
        lifetimeMs: Math.max(0, Math.min(Math.floor(lifetimeMs), LONGEST_LIFETIME_MS)),
      });
      return this.#known(this.#statusOf(transferId, amount, record));
    } catch (error) {
      if (!(error instanceof NoAnswerYet)) throw error;
      return this.query(transferId, amount);
    }
  }

  /**
   * A begin and a cancel both put the id into the board's memory: a board that does not know it afterwards cannot be
   * trusted.
   */
  #known(status: TransferStatus): TransferStatus {
    if (status.outcome !== 'unknown') return status;
    throw this.#options.exchange.break(
      new ExchangeError('BAD_FRAMES', 'the board does not know the transfer that it answers to'),
    );
  }

  /** What the record says, after a check that it is about this very id and this very order [confirmed-only]. */
  #statusOf(transferId: TransferId, requested: Money | null, record: TransferRecord): TransferStatus {
    if (record.transferId !== transferId) {
      throw this.#options.exchange.break(
        new ExchangeError('BAD_FRAMES', 'the board answered about another transfer'),
      );
    }
    const another = requested === null ? null : amountOfAnother(record, requested);
    if (another !== null) return { outcome: 'anotherOrder', requested: another };
    switch (record.state) {
      case 'UNKNOWN':
        return { outcome: 'unknown' };
      case 'PENDING':
        return { outcome: 'pending' };
      case 'CREDITED':
        return { outcome: 'credited', amount: { minor: record.credited, currency: record.currency } };
      case 'REFUSED':
        if (record.reason === 'NONE') {
          throw this.#options.exchange.break(new ExchangeError('BAD_FRAMES', 'a refusal without a reason'));
        }
        return { outcome: 'refused', reason: record.reason };
      case 'FORGOTTEN':
        throw new MachineError('FORGOTTEN', `the board's history no longer reaches back to ${transferId}`);
    }
  }

  async #changeOrPoll(transferId: TransferId): Promise<void> {
    await new Promise<void>((resolve) => {
      const callOff = this.#options.clock.after(this.#options.pollMs, resolve);
      this.#waiting.set(transferId, () => {
        callOff();
        resolve();
      });
    });
    this.#waiting.delete(transferId);
  }
}

/**
 * The amount that the board has for this id, where it is not the one that we ordered. A cancelled id was never ordered.
 */
function amountOfAnother({ state, currency, requested }: TransferRecord, ordered: Money): Money | null {
  if (state === 'UNKNOWN' || state === 'FORGOTTEN' || (state === 'REFUSED' && requested === 0)) return null;
  return requested === ordered.minor && currency === ordered.currency ? null : { minor: requested, currency };
}
