/**
 * Carries out the captures that are ordered, whichever process ordered them. What it has sent and not heard of, it asks about;
 * after ten seconds of silence it cancels. It never takes silence for a failure [exactly-once].
 */
import {
  lookAgain,
  markCancelAsked,
  markSent,
  takeDueCapture,
  type TakenCapture,
} from '../../ledger/capture-attempts.ts';
import { holdOf, takeLeftHold, takeRepeatedHold, type HoldOfCapture } from '../../ledger/capture-holds.ts';
import { takeUnnamed } from '../../ledger/on-file-accounts.ts';
import { CAPTURE_STATES, isMoney } from '../../ledger/capture-states.ts';
import { HOLD_STATES } from '../../ledger/hold-states.ts';
import { WorkLoop } from '../../platform/work-loop.ts';
import { nameAccount } from './account-names.ts';
import { answerTold } from './answer-told.ts';
import { CaptureHolds } from './capture-holds.ts';
import { askSoon, isLost, permit, refuse, refuseLater } from './capture-permit.ts';
import { CAPTURE_TIMES, type CapturePorts, type CaptureTimes } from './capture-ports.ts';
import { statusName } from './enumerations.ts';
import { failureOf, failureOfHeld, isFailure, type FailureName } from './failures.ts';
import { lookForAll, releaseHold } from './left-holds.ts';
import { hearCapture } from './news-of-captures.ts';
import { ON_FILE } from './on-file.ts';
import type { Transaction } from './transaction.ts';

/** Captures that one process works on at once: each waits for Trustly for some seconds. */
const MOST_AT_ONCE = 50;
export class CaptureWorker {
  readonly #ports: CapturePorts;
  readonly #times: CaptureTimes;
  readonly #holds: CaptureHolds;
  readonly #loop: WorkLoop;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(ports: CapturePorts, times: CaptureTimes = CAPTURE_TIMES) {
    this.#ports = ports;
    this.#times = times;
    this.#holds = new CaptureHolds(ports, times, () => this.#signal());
    this.#loop = new WorkLoop(() => this.#takeOne(), times.pollMs, ports.log);
  }

  start(): void {
    this.#loop.start();
  }

  /** Something may be due. */
  wake(): void {
    this.#loop.wake();
  }

  /** What is under way is given up: another process asks what became of it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop.stop();
    await Promise.all(this.#running);
  }

  async #takeOne(): Promise<boolean> {
    const { database } = this.#ports;
    const { leaseMs, staleMs, lostMs } = this.#times;
    if (this.#stopping.signal.aborted || this.#running.size >= MOST_AT_ONCE) return false;
    const capture = await takeDueCapture(database, leaseMs, staleMs);
    if (capture !== null) {
      this.#run(this.#workOn(capture));
      return true;
    }
    const left = await takeLeftHold(database, leaseMs);
    if (left !== null) {
      this.#run(releaseHold(this.#ports, this.#times, () => this.#signal(), left));
      return true;
    }
    const repeated = await takeRepeatedHold(database, Math.max(leaseMs, lostMs));
    if (repeated !== null) {
      this.#run(lookForAll(this.#ports, () => this.#signal(), repeated));
      return true;
    }
    const account = await takeUnnamed(database, leaseMs);
    if (account === null) return false;
    this.#run(nameAccount(this.#ports, this.#times, this.#signal(), account));
    return true;
  }

  #run(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => this.#ports.log.warn({ err: error }, 'capture not worked on now'))
      .finally(() => {
        this.#running.delete(running);
        this.wake();
      });
    this.#running.add(running);
  }

  async #workOn(capture: TakenCapture): Promise<void> {
    if (capture.transactionId !== null) return this.#follow(capture, capture.transactionId);
    const hold = await holdOf(this.#ports.database, capture.reference);
    if (capture.state === 'ORDERED' && !(await this.#holds.isReady(capture, hold))) return;
    return capture.mayHaveLeft ? this.#find(capture, hold) : this.#send(capture, hold);
  }

  async #send(capture: TakenCapture, hold: HoldOfCapture | null): Promise<void> {
    const permitted = await permit(this.#ports, this.#times, capture);
    if (permitted !== null && (await markSent(this.#ports.database, capture)))
      await this.#capture(capture, hold, permitted.splitToken, false);
  }

  /** @param isAgain it may have been sent before: a refusal says nothing of that sending. */
  async #capture(
    capture: TakenCapture,
    hold: HoldOfCapture | null,
    splitToken: string | null,
    isAgain: boolean,
  ): Promise<void> {
    const { client, database } = this.#ports;
    const { reference, amount } = capture;
    // Of what is held it is guaranteed.
    const of = hold?.transactionId ?? capture.authorizationId;
    const answer = await client.capture({ of, amount, reference, splitToken }, this.#signal());
    switch (answer.kind) {
      case 'answered':
        await this.#tell(capture, answer.value);
        return lookAgain(database, capture, null, this.#times.silenceMs);
      case 'refused':
      case 'locked-out':
        return (isAgain ? refuseLater : refuse)(
          this.#ports,
          this.#times,
          capture,
          whyRefused(answer.errorCode, hold),
          answer.reason,
        );
      case 'landed':
      case 'uncertain':
        return askSoon(this.#ports, this.#times, capture, answer);
    }
  }

  /** It may have reached Trustly, which has not told its id of it. */
  async #find(capture: TakenCapture, hold: HoldOfCapture | null): Promise<void> {
    const { client, database } = this.#ports;
    if (capture.state === 'ORDERED' && !(await markSent(database, capture))) return;
    const found = await client.transactionsOf(capture.reference, this.#signal());
    if (found.kind !== 'answered') return askSoon(this.#ports, this.#times, capture, found);
    if (found.value.length > 0) {
      for (const transaction of thoseOverLast(found.value)) await this.#tell(capture, transaction);
      return lookAgain(database, capture, null, this.#times.askFirstMs);
    }
    // What left last may still be on its way: with another sending, or another attempt, the money could be taken twice.
    if (!isLost(this.#times, capture)) return askSoon(this.#ports, this.#times, capture, null, true);
    const { failure } = capture;
    if (isFailure(failure))
      return refuse(this.#ports, this.#times, capture, failure, 'it was refused, and never arrived');
    if (hold !== null && HOLD_STATES[hold.state].stage !== 'held')
      return refuse(this.#ports, this.#times, capture, null, `its money is not held: ${hold.state}`);
    const permitted = await permit(this.#ports, this.#times, capture);
    if (permitted !== null && (await markSent(database, capture)))
      await this.#capture(capture, hold, permitted.splitToken, true);
  }

  /** Trustly has it, and has been silent. */
  async #follow(capture: TakenCapture, transactionId: string): Promise<void> {
    const { client, database } = this.#ports;
    const asked = await client.transaction(transactionId, this.#signal());
    if (asked.kind !== 'answered') return askSoon(this.#ports, this.#times, capture, asked);
    const isOpen = await this.#tell(capture, asked.value);
    if (!isOpen) return;
    // What is processed is not cancelled any more. The first time Trustly says so itself.
    if (!capture.isCancelAsked || statusName(asked.value.status) !== 'PROCESSED') {
      await markCancelAsked(database, capture.reference);
      const cancelled = await client.cancel(transactionId, 'no answer in time', this.#signal());
      if (cancelled.kind === 'answered') await this.#tell(capture, cancelled.value);
    }
    await askSoon(this.#ports, this.#times, capture, null);
  }

  /** @returns whether it may still take money, as far as Trustly says. */
  async #tell(capture: TakenCapture, transaction: Transaction): Promise<boolean> {
    const { inbox, takesProcessed } = this.#ports;
    const told = answerTold(transaction, capture);
    if (told === null) return true;
    const { id, status } = told;
    await inbox.receive(ON_FILE, {
      id,
      body: Buffer.from(id),
      event: async (tx) => hearCapture(tx, told, id, this.#ports),
      answer: () => Buffer.from('OK'),
    });
    return CAPTURE_STATES[status].isOpen && !isMoney(status, takesProcessed);
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#times.callMs)]);
  }
}

/** The attempt is the one that may take money: what else Trustly has under its reference is told after it. */
function thoseOverLast(found: readonly Transaction[]): Transaction[] {
  const isOver = ({ status }: Transaction) => {
    const name = statusName(status);
    return name !== null && !CAPTURE_STATES[name].isOpen && CAPTURE_STATES[name].money === 'not taken';
  };
  return [...found.filter((each) => !isOver(each)), ...found.filter(isOver)];
}

/** null: the property may have its money another time. What was held and is not any more says nothing of the account. */
function whyRefused(errorCode: number | null, hold: HoldOfCapture | null): FailureName | null {
  if (hold === null) return failureOf(null, errorCode);
  const failure = failureOfHeld(null, errorCode);
  return failure === 'OTHER' ? null : failure;
}
