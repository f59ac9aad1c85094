/**
 * Holds the money of an attempt before it is sent, where the property has it so. What it has sent and not heard of, it asks
 * about; after ten seconds of silence it cancels. Silence is never taken for a failure.
 */
import { lookAgain, type TakenCapture } from '../../ledger/capture-attempts.ts';
import {
  endHold,
  holdReference,
  markHoldCancelAsked,
  markHoldSent,
  type HoldOfCapture,
} from '../../ledger/capture-holds.ts';
import { HOLD_STATES } from '../../ledger/hold-states.ts';
import { answerTold } from './answer-told.ts';
import { askSoon, isLost, permit, refuse } from './capture-permit.ts';
import { MOST_HOLD_HOURS, type CapturePorts, type CaptureTimes } from './capture-ports.ts';
import type { NoAnswer } from './client.ts';
import { failureOf } from './failures.ts';
import { hearRefused } from './news-of-captures.ts';
import { hearHold } from './news-of-holds.ts';
import { ON_FILE } from './on-file.ts';
import type { Transaction } from './transaction.ts';

export class CaptureHolds {
  readonly #ports: CapturePorts;
  readonly #times: CaptureTimes;
  readonly #signal: () => AbortSignal;

  constructor(ports: CapturePorts, times: CaptureTimes, signal: () => AbortSignal) {
    this.#ports = ports;
    this.#times = times;
    this.#signal = signal;
  }

  /** Of an attempt that is ordered. @returns whether it may be sent now, or looked for; else what has to come first is done. */
  async isReady(capture: TakenCapture, hold: HoldOfCapture | null): Promise<boolean> {
    if (hold === null && capture.mayHaveLeft && !(await this.#isNotHeld(capture))) return false;
    if (hold === null && this.#ports.holdHours === 0) return true;
    const stage = hold === null ? null : HOLD_STATES[hold.state].stage;
    if (stage === 'held') return true;
    if (capture.mayHaveLeft) {
      // This ledger was set back: the capture itself may be at Trustly already.
      const found = await this.#ports.client.transactionsOf(capture.reference, this.#signal());
      if (found.kind !== 'answered') return this.#later(capture, found);
      if (found.value.length > 0 || stage === 'over') return true;
    }
    if (hold === null) await this.#place(capture);
    else if (stage === 'over')
      await refuse(this.#ports, this.#times, capture, null, `its money is not held: ${hold.state}`);
    // It was certainly not sent: what may be held for it is let go of as what is left over.
    else if (!capture.mayHaveLeft && capture.ageMs > this.#times.staleMs)
      await refuse(this.#ports, this.#times, capture, null, 'the player has left');
    else if (hold.transactionId === null) await this.#find(capture, hold);
    else await this.#follow(capture, hold, hold.transactionId);
    return false;
  }

  /** This ledger was set back: it may have forgotten what is held. What is found is used, or let go of. */
  async #isNotHeld(capture: TakenCapture): Promise<boolean> {
    const { client, database, holdHours } = this.#ports;
    const found = await client.transactionsOf(holdReference(capture.reference), this.#signal());
    if (found.kind !== 'answered') return this.#later(capture, found);
    if (found.value.length === 0) return true;
    const hours = holdHours === 0 ? MOST_HOLD_HOURS : holdHours;
    const hold = await markHoldSent(database, capture, hours, this.#times.lostMs);
    if (hold !== null) for (const transaction of found.value) await this.#tell(capture, hold, transaction);
    await lookAgain(database, capture, null, this.#times.askFirstMs);
    return false;
  }

  async #place(capture: TakenCapture): Promise<void> {
    const { database, holdHours } = this.#ports;
    const permitted = await permit(this.#ports, this.#times, capture);
    if (permitted === null) return;
    const hold = await markHoldSent(database, capture, holdHours, this.#times.lostMs);
    // What was held for an earlier attempt is cancelled first: the account may not have both.
    if (hold === null) return lookAgain(database, capture, null, this.#times.askFirstMs);
    await (capture.mayHaveLeft
      ? this.#find(capture, hold)
      : this.#send(capture, hold, permitted.splitToken, false));
  }

  /** @param isAgain it may have been sent before: a refusal says nothing of that sending. */
  async #send(
    capture: TakenCapture,
    hold: HoldOfCapture,
    splitToken: string | null,
    isAgain: boolean,
  ): Promise<void> {
    const { client, database } = this.#ports;
    const { amount, authorizationId: of } = capture;
    const asked = { of, amount, reference: hold.reference, splitToken };
    const answer = await client.preauthorize(asked, hold.hours, this.#signal());
    switch (answer.kind) {
      case 'answered':
        await this.#tell(capture, hold, answer.value);
        return lookAgain(database, capture, null, this.#times.silenceMs);
      case 'refused':
      case 'locked-out':
        return this.#refused(capture, hold, answer, isAgain);
      case 'landed':
      case 'uncertain':
        return askSoon(this.#ports, this.#times, capture, answer);
    }
  }

  async #refused(
    capture: TakenCapture,
    { reference }: HoldOfCapture,
    answer: NoAnswer,
    isAgain: boolean,
  ): Promise<void> {
    const failure = failureOf(null, answer.errorCode);
    // An earlier one may be held: it is looked for, and let go of, as what is left over.
    if (capture.mayHaveLeft || isAgain)
      return refuse(this.#ports, this.#times, capture, failure, answer.reason);
    await this.#ports.database.transaction(async (tx) => {
      await hearRefused(tx, capture, failure, answer.reason);
      await endHold(tx, { reference, attempt: capture.reference }, 'REFUSED', answer.reason);
    });
  }

  /** It may have reached Trustly, which has not told its id of it. */
  async #find(capture: TakenCapture, hold: HoldOfCapture): Promise<void> {
    const { client, database } = this.#ports;
    const found = await client.transactionsOf(hold.reference, this.#signal());
    if (found.kind !== 'answered') return askSoon(this.#ports, this.#times, capture, found);
    if (found.value.length > 0) {
      for (const transaction of found.value) await this.#tell(capture, hold, transaction);
      return lookAgain(database, capture, null, this.#times.askFirstMs);
    }
    const permitted = await permit(this.#ports, this.#times, capture);
    if (permitted === null) return;
    // What left last may still be on its way: the account may not have both.
    if (!isLost(this.#times, hold))
      return askSoon(this.#ports, this.#times, { ...capture, sentMs: hold.sentMs }, null, true);
    const again = await markHoldSent(database, capture, hold.hours, this.#times.lostMs);
    if (again !== null) await this.#send(capture, again, permitted.splitToken, true);
  }

  /** Trustly has it, and has been silent. */
  async #follow(capture: TakenCapture, hold: HoldOfCapture, transactionId: string): Promise<void> {
    const { client, database } = this.#ports;
    const asked = await client.transaction(transactionId, this.#signal());
    if (asked.kind !== 'answered') return askSoon(this.#ports, this.#times, capture, asked);
    if (await this.#tell(capture, hold, asked.value)) {
      await markHoldCancelAsked(database, hold.reference);
      const cancelled = await client.cancel(transactionId, 'no answer in time', this.#signal());
      if (cancelled.kind === 'answered') await this.#tell(capture, hold, cancelled.value);
    }
    await askSoon(this.#ports, this.#times, capture, null);
  }

  /** @returns whether it is still asked for, as far as Trustly says. */
  async #tell(
    { amount }: TakenCapture,
    { reference }: HoldOfCapture,
    transaction: Transaction,
  ): Promise<boolean> {
    return tellOfHold(this.#ports, { reference, amount }, transaction);
  }

  async #later(capture: TakenCapture, answer: NoAnswer): Promise<false> {
    await askSoon(this.#ports, this.#times, capture, answer);
    return false;
  }
}

/** @returns whether it is still asked for, as far as Trustly says. */
export async function tellOfHold(
  { inbox }: CapturePorts,
  asked: Parameters<typeof answerTold>[1],
  transaction: Transaction,
): Promise<boolean> {
  const told = answerTold(transaction, asked);
  if (told === null) return true;
  const { id, status } = told;
  await inbox.receive(ON_FILE, {
    id,
    body: Buffer.from(id),
    event: async (tx) =>
      (await hearHold(tx, told, id)) ?? { kind: 'noted', about: `${asked.reference} is not known` },
    answer: () => Buffer.from('OK'),
  });
  return HOLD_STATES[status].stage === 'asked';
}
