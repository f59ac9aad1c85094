/**
 * What rails tell: a notification is kept, acted on and answered in one transaction, once [exactly-once]. A repeat gets
 * the stored answer. The notifications of one payment are handled one after the other, in whatever order they come.
 * What follows depends on what was told, not on the order.
 */
import { EventEmitter } from 'node:events';
import { Value } from 'typebox/value';
import { spreadBackOffMs } from '../../protocol/back-off.ts';
import {
  keepAnswer,
  keepNotification,
  lockNotification,
  lockUndecided,
  markDecided,
  tryAgainLater,
  type Undecided,
} from '../ledger/inbox.ts';
import { endAlarm, raiseAlarm } from '../ledger/rail-alarms.ts';
import { keepAccount } from '../ledger/rail-accounts.ts';
import { lockPayment } from '../ledger/rail-payments.ts';
import type { CapturedPayments } from '../money/captured-payments.ts';
import type { Decision } from '../money/decided-record.ts';
import { mayGoOn } from '../money/identified-player.ts';
import { MachineClosedError } from '../money/machine-closed.ts';
import { endPayout } from '../money/payout-end.ts';
import { takeBack } from '../money/reversed-payment.ts';
import type { Log } from '../platform/log.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import type { SecretKey } from '../platform/secrets/secret-key.ts';
import { RailEvent } from '../rails/rail-event.ts';
import type { Notification, NotificationInbox, Verdict } from '../rails/rail.ts';
import { WorkLoop } from '../platform/work-loop.ts';

interface Ports {
  readonly database: Database;
  readonly payments: CapturedPayments;
  readonly secretKey: SecretKey;
  readonly log: Log;
}

interface InboxEvents {
  /** Durable: somebody may have to be told, and a refund may be due. */
  decided: [decision: Decision | null];
}

/** How often the inbox looks. A closed machine opens when its kiosk or a person says so, and nobody tells the inbox. */
const CLOSED = { firstMs: 500, longestMs: 2_000 };
const POLL_MS = 1_000;
/** A machine that is being compared is open again before. */
const ALARM_AFTER_TRIES = 5;

interface Heard {
  readonly rail: string;
  readonly id: string;
  readonly event: RailEvent;
  /** The time since it was received. */
  readonly waitedMs: number;
}

/** What became of a notification: decided, with what is to be announced; or not yet. And the answer to it. */
interface Outcome {
  readonly isDecided: boolean;
  readonly decision: Decision | null;
  readonly verdict: Verdict;
}

export class Inbox extends EventEmitter<InboxEvents> implements NotificationInbox {
  readonly #ports: Ports;
  readonly #sealing: SecretKey;
  readonly #loop: WorkLoop;

  constructor(ports: Ports) {
    super();
    this.#ports = ports;
    this.#sealing = ports.secretKey.derive('inbox');
    this.#loop = new WorkLoop(() => this.#decideOne(), POLL_MS, ports.log);
  }

  /** Decides what could not be decided when it came. */
  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async receive(rail: string, notification: Notification): Promise<Buffer | null> {
    const { id, body, answer } = notification;
    const name = `${rail} ${id}`;
    const { database, log } = this.#ports;
    const { event, stored, outcome } = await database.transaction(async (tx) => {
      const { event, kept } = await this.#keep(tx, rail, notification);
      if (kept === null) {
        const came = await this.#act(tx, { rail, id, event, waitedMs: 0 });
        const first = answer(came.verdict);
        await keepAnswer(tx, rail, id, first, came.isDecided);
        return { event, stored: first, outcome: came };
      }
      if (this.#sealing.open(name, kept.sealedBody).equals(body))
        return { event, stored: kept.answer, outcome: null };
      await raiseAlarm(tx, { rail, kind: 'OTHER_BYTES', subject: id, detail: aboutOf(event) });
      return { event, stored: null, outcome: null };
    });
    const told = { event: 'notification', rail, id, kind: event.kind, ...aboutOf(event) };
    if (stored === null) log.error(told, 'a notification came again with other bytes: not taken');
    else log.info({ ...told, isRepeat: outcome === null }, 'notification answered');
    this.#tell(outcome);
    return stored;
  }

  /** @returns what it says, and `kept` where it came before: then it is not read again. */
  async #keep(tx: Transaction, rail: string, { id, body, event: told }: Notification) {
    const before = typeof told === 'function' ? await lockNotification(tx, rail, id) : null;
    if (before !== null) return { event: requireEvent(before.event, rail, id), kept: before };
    const event = requireEvent(typeof told === 'function' ? await told(tx) : told, rail, id);
    const sealedBody = this.#sealing.seal(`${rail} ${id}`, body);
    return { event, kept: await keepNotification(tx, { rail, id, sealedBody, event }) };
  }

  async #decideOne(): Promise<boolean> {
    const taken: { now: Undecided | null } = { now: null };
    try {
      return await this.#decideNext(taken);
    } catch (error) {
      // Whatever the error is, the other notifications do not wait behind it.
      if (taken.now !== null)
        await tryAgainLater(this.#ports.database, taken.now.rail, taken.now.id, CLOSED.longestMs);
      throw error;
    }
  }

  async #decideNext(taken: { now: Undecided | null }): Promise<boolean> {
    const outcome = await this.#ports.database.transaction(async (tx) => {
      const undecided = await lockUndecided(tx);
      taken.now = undecided;
      if (undecided === null) return null;
      const { rail, id, event, tries, ageMs } = undecided;
      if (!Value.Check(RailEvent, event))
        throw new Error(`notification ${id} of ${rail} is not kept as an event`);
      const came = await this.#act(tx, { rail, id, event, waitedMs: ageMs });
      if (came.isDecided) {
        await markDecided(tx, rail, id);
        await endAlarm(tx, rail, 'UNDECIDED', id, { actor: 'bridge', reason: 'It is decided.' });
      } else {
        await tryAgainLater(tx, rail, id, spreadBackOffMs(CLOSED, tries, Math.random()));
        if (tries >= ALARM_AFTER_TRIES)
          await raiseAlarm(tx, { rail, kind: 'UNDECIDED', subject: id, detail: event });
      }
      return came;
    });
    this.#tell(outcome);
    return outcome !== null;
  }

  async #act(tx: Transaction, { rail, id, event, waitedMs }: Heard): Promise<Outcome> {
    if ('amount' in event && event.amount.minor === 0) {
      // No money moved, so nothing follows. To repeat it would change nothing: it is answered, and a person is told.
      const detail = { ...aboutOf(event), amount: event.amount };
      await raiseAlarm(tx, { rail, kind: 'CONFLICT', subject: id, detail });
      return NOTHING;
    }
    switch (event.kind) {
      case 'pending':
      case 'cancelled':
      case 'noted':
        return NOTHING;
      case 'identified':
      case 'reversed':
      case 'captured':
        return this.#actOnPayment(tx, { rail, id, event, waitedMs });
      case 'payout-settled':
      case 'payout-returned': {
        const { key, amount } = event;
        const to = event.kind === 'payout-settled' ? 'PAID' : 'RETURNED';
        await endPayout(tx, { rail, key, amount, to }, id);
        return NOTHING;
      }
      case 'account-known':
        await keepAccount(tx, { rail, ...event });
        return NOTHING;
      case 'consent-revoked':
        await keepAccount(tx, { rail, ...event, sealedToken: null });
        return NOTHING;
    }
  }

  async #actOnPayment(
    tx: Transaction,
    { rail, id, event, waitedMs }: Heard & { readonly event: OfPayment },
  ): Promise<Outcome> {
    const { payments } = this.#ports;
    const key = { rail, paymentId: event.paymentId, fundingId: event.fundingId };
    await lockPayment(tx, rail, event.paymentId);
    switch (event.kind) {
      case 'identified':
        return { ...NOTHING, verdict: (await mayGoOn(tx, key, event)) ? 'go-on' : 'end' };
      case 'reversed':
        return { ...NOTHING, verdict: (await takeBack(tx, key, event.amount, id)) ? 'go-on' : 'end' };
      case 'captured':
        try {
          const about = { notificationId: id, ageMs: event.ageMs + waitedMs };
          return { ...NOTHING, decision: await payments.captured(tx, key, event, about) };
        } catch (error) {
          if (error instanceof MachineClosedError) return { ...NOTHING, isDecided: false };
          throw error;
        }
    }
  }

  #tell(outcome: Outcome | null): void {
    if (outcome?.isDecided === true) this.emit('decided', outcome.decision);
    else if (outcome !== null) this.#loop.wake();
  }
}

const NOTHING: Outcome = { isDecided: true, decision: null, verdict: 'go-on' };

type OfPayment = Extract<RailEvent, { kind: 'identified' | 'reversed' | 'captured' }>;

/** The ids in it, for log and alarms. */
function aboutOf(event: RailEvent): Record<string, unknown> {
  if ('paymentId' in event) return { paymentId: event.paymentId, fundingId: event.fundingId };
  if (event.kind === 'noted') return { about: event.about };
  return 'key' in event ? { key: event.key } : { account: event.account };
}

function requireEvent(event: unknown, rail: string, id: string): RailEvent {
  if (Value.Check(RailEvent, event)) return event;
  throw new Error(`${rail} made no event of notification ${id}`);
}
