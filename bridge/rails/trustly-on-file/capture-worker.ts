/**
 * Carries out the captures that are ordered, whichever process ordered them. What it has sent and not heard of, it asks about;
 * after ten seconds of silence it cancels. It never takes silence for a failure [exactly-once].
 */
import { spreadBackOffMs } from '../../../protocol/back-off.ts';
import type { Money } from '../../../protocol/money.ts';
import {
  lookAgain,
  markCancelAsked,
  markSent,
  takeDueCapture,
  type TakenCapture,
} from '../../ledger/capture-attempts.ts';
import { askLater, takeUnnamed } from '../../ledger/on-file-accounts.ts';
import { CAPTURE_STATES, isMoney } from '../../ledger/capture-states.ts';
import { raiseCaptureOpen } from '../../ledger/capture-alarms.ts';
import type { FundingErrorCode } from '../../ledger/funding-error-code.ts';
import type { Log } from '../../platform/log.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { AccountDigest, Digests } from '../../platform/secrets/digests.ts';
import { WrongSecretKeyError } from '../../platform/secrets/secret-key.ts';
import { WorkLoop } from '../../platform/work-loop.ts';
import type { NotificationInbox } from '../rail.ts';
import type { Answered, NoAnswer, OnFileClient } from './client.ts';
import { statusName } from './enumerations.ts';
import { failureOf, failureOfOurs, type FailureName } from './failures.ts';
import { hearNamed } from './news-of-accounts.ts';
import { hearCapture, hearRefused } from './news-of-captures.ts';
import { ON_FILE } from './on-file.ts';
import type { SplitTokens } from './split-tokens.ts';
import { minorOf, providerStatus, type Transaction } from './transaction.ts';

export interface CapturePorts {
  readonly database: Database;
  readonly client: OnFileClient;
  readonly inbox: NotificationInbox;
  readonly splitTokens: SplitTokens;
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
  readonly takesProcessed: boolean;
  readonly outlook: PaymentOutlook;
  readonly log: Log;
}

/** Whether a payment could be added if its money were taken now (bridge/money/funding-outlook.ts). */
export interface PaymentOutlook {
  of(payment: {
    readonly asset: string;
    readonly amount: Money;
    readonly account: AccountDigest;
  }): Promise<FundingErrorCode | null>;
}

export interface CaptureTimes {
  /** Trustly is given this long to tell by an event what became of a capture. */
  readonly silenceMs: number;
  /** The longest that a call may take, and how long nobody else takes what a process works on: longer. */
  readonly callMs: number;
  readonly leaseMs: number;
  /** Between two questions about the same capture. */
  readonly askFirstMs: number;
  readonly askLongestMs: number;
  /** A capture that was ordered and not sent for so long is not sent any more: the player has left. */
  readonly staleMs: number;
  /** What was sent last so long ago, and is not at Trustly, never arrived. */
  readonly lostMs: number;
  readonly pollMs: number;
}

export const CAPTURE_TIMES: CaptureTimes = {
  silenceMs: 10_000,
  callMs: 8_000,
  leaseMs: 15_000,
  askFirstMs: 1_000,
  askLongestMs: 300_000,
  staleMs: 60_000,
  lostMs: 30_000,
  pollMs: 1_000,
};

/** Captures that one process works on at once: each waits for Trustly for some seconds. */
const MOST_AT_ONCE = 50;
/** After so many tries without an end a person is told. */
const ALARM_AFTER_TRIES = 12;

export class CaptureWorker {
  readonly #ports: CapturePorts;
  readonly #times: CaptureTimes;
  readonly #loop: WorkLoop;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(ports: CapturePorts, times: CaptureTimes = CAPTURE_TIMES) {
    this.#ports = ports;
    this.#times = times;
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
    const { leaseMs, staleMs } = this.#times;
    if (this.#stopping.signal.aborted || this.#running.size >= MOST_AT_ONCE) return false;
    const capture = await takeDueCapture(database, leaseMs, staleMs);
    if (capture !== null) {
      this.#run(this.#workOn(capture));
      return true;
    }
    const account = await takeUnnamed(database, leaseMs);
    if (account === null) return false;
    this.#run(this.#name(account));
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
    return capture.mayHaveLeft ? this.#find(capture) : this.#send(capture);
  }

  async #send(capture: TakenCapture): Promise<void> {
    const { database, log } = this.#ports;
    const { ageMs, isForgotten } = capture;
    if (isForgotten || ageMs > this.#times.staleMs) {
      return this.#refuse(capture, null, isForgotten ? 'the account is forgotten' : 'the player has left');
    }
    const turnedDown = await this.#wouldBeTurnedDown(capture);
    if (turnedDown !== null) return this.#refuse(capture, failureOfOurs(turnedDown), turnedDown);
    let splitToken: string | null;
    try {
      splitToken = await this.#splitTokenOf(capture);
    } catch (error) {
      if (!(error instanceof WrongSecretKeyError)) throw error;
      const { reference } = capture;
      log.error({ err: error, reference }, 'split token cannot be opened: nothing is asked of the bank');
      return this.#refuse(capture, null, 'the split token of the account cannot be opened');
    }
    if (await markSent(database, capture)) await this.#capture(capture, splitToken);
  }

  /** null: there is none. @throws {WrongSecretKeyError} it is that of another account, or damaged. */
  async #splitTokenOf({ authorizationId, sealedSplitToken }: TakenCapture): Promise<string | null> {
    if (sealedSplitToken === null) return null;
    return this.#ports.splitTokens.open(this.#ports.database, authorizationId, sealedSplitToken);
  }

  /** Looked at before the player's money moves. It is decided, under the locks, when it was taken. */
  async #wouldBeTurnedDown({ asset, amount, account }: TakenCapture): Promise<FundingErrorCode | null> {
    return account === null ? null : this.#ports.outlook.of({ asset, amount, account });
  }

  async #capture(capture: TakenCapture, splitToken: string | null): Promise<void> {
    const { client, database } = this.#ports;
    const { reference, amount, authorizationId: of } = capture;
    const answer = await client.capture({ of, amount, reference, splitToken }, this.#signal());
    switch (answer.kind) {
      case 'answered':
        await this.#tell(capture, answer.value);
        return lookAgain(database, capture, null, this.#times.silenceMs);
      case 'refused':
      case 'locked-out':
        return this.#refuse(capture, failureOf(null, answer.errorCode), answer.reason);
      case 'landed':
      case 'uncertain':
        return this.#askSoon(capture, answer);
    }
  }

  /** It may have reached Trustly, which has not told its id of it. */
  async #find(capture: TakenCapture): Promise<void> {
    const { client, database } = this.#ports;
    if (capture.state === 'ORDERED' && !(await markSent(database, capture))) return;
    const found = await client.transactionsOf(capture.reference, this.#signal());
    if (found.kind !== 'answered') return this.#askSoon(capture, found);
    const [transaction] = found.value;
    if (transaction) {
      await this.#tell(capture, transaction);
      return lookAgain(database, capture, null, this.#times.askFirstMs);
    }
    const { staleMs, lostMs } = this.#times;
    if (capture.ageMs < staleMs && !capture.isForgotten) {
      const splitToken = await this.#splitTokenOf(capture);
      if (await markSent(database, capture)) await this.#capture(capture, splitToken);
      return;
    }
    // What left last may still be on its way: to take it for lost would let another attempt take the money as well.
    if (capture.sentMs === null || capture.sentMs < lostMs) return this.#askSoon(capture, null);
    await this.#refuse(capture, null, 'it never arrived');
  }

  async #refuse(capture: TakenCapture, failure: FailureName | null, said: string): Promise<void> {
    await this.#ports.database.transaction(async (tx) => hearRefused(tx, capture, failure, said));
  }

  /** Trustly has it, and has been silent. */
  async #follow(capture: TakenCapture, transactionId: string): Promise<void> {
    const { client, database } = this.#ports;
    const asked = await client.transaction(transactionId, this.#signal());
    if (asked.kind !== 'answered') return this.#askSoon(capture, asked);
    const isOpen = await this.#tell(capture, asked.value);
    if (!isOpen) return;
    if (!capture.isCancelAsked) {
      await markCancelAsked(database, capture.reference);
      const cancelled = await client.cancel(transactionId, 'no answer in time', this.#signal());
      if (cancelled.kind === 'answered') await this.#tell(capture, cancelled.value);
    }
    await this.#askSoon(capture, null);
  }

  /** @returns whether it may still take money, as far as Trustly says. */
  async #tell(capture: TakenCapture, transaction: Transaction): Promise<boolean> {
    const { inbox, takesProcessed } = this.#ports;
    const status = statusName(transaction.status);
    if (status === null) return true;
    const { transactionId } = transaction;
    const atMs = transaction.updatedAt ?? transaction.createdAt ?? null;
    const id = `answer-${transactionId}-${status}-${atMs ?? 'now'}`;
    await inbox.receive(ON_FILE, {
      id,
      body: Buffer.from(id),
      event: async (tx) =>
        hearCapture(
          tx,
          {
            transactionId,
            reference: capture.reference,
            status,
            // An event of the same millisecond says the same or more: it is the newer one.
            stamp: atMs === null ? null : { atMs, eventId: '' },
            providerStatus: providerStatus(transaction),
            errorCode: null,
            declineCode: transaction.paymentProviderTransaction?.thirdPartyDeclineCode ?? null,
            minor: minorOf(transaction, capture.amount),
          },
          id,
          takesProcessed,
        ),
      answer: () => Buffer.from('OK'),
    });
    return CAPTURE_STATES[status].isOpen && !isMoney(status, takesProcessed);
  }

  async #askSoon(capture: TakenCapture, answer: NoAnswer | null): Promise<void> {
    const { database } = this.#ports;
    const { askFirstMs, askLongestMs } = this.#times;
    const againMs = spreadBackOffMs(
      { firstMs: askFirstMs, longestMs: askLongestMs },
      capture.tries,
      Math.random(),
    );
    await lookAgain(database, capture, answer?.reason ?? null, againMs);
    if (capture.tries >= ALARM_AFTER_TRIES)
      await raiseCaptureOpen(database, ON_FILE, capture, answer?.reason ?? null);
  }

  /** Asks for the name and the key of an account. Where Trustly does not know it, it has no name. */
  async #name({ accountId, authorizationId }: { accountId: string; authorizationId: string }): Promise<void> {
    const { client, inbox, database } = this.#ports;
    const answer: Answered<Transaction> = await client.transaction(authorizationId, this.#signal());
    if (answer.kind === 'uncertain') return askLater(database, accountId, this.#times.askFirstMs);
    const id = `account-${authorizationId}`;
    await inbox.receive(ON_FILE, {
      id,
      body: Buffer.from(id),
      event: async (tx) =>
        hearNamed(tx, this.#ports, {
          authorizationId,
          transaction: answer.kind === 'answered' ? answer.value : null,
        }),
      answer: () => Buffer.from('OK'),
    });
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#times.callMs)]);
  }
}
