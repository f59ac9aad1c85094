/**
 * What the bridge does for one connected machine. Money messages are handled one after the other; codes in between.
 * Nothing here is the only memory of anything: after a break the next session asks about every open transfer. Of a link
 * that the bridge has ended nothing is handled any more: the kiosk tells all that was not acknowledged on its next one.
 */
import { boardOf, isSameBoard, type CabinetStatus } from '../../protocol/cabinet.ts';
import type { Static } from 'typebox';
import { EgmLinkClose, type FundingDeclined, type KioskMessage } from '../../protocol/egm-link.ts';
import { designationOf } from '../../protocol/transfer.ts';
import type { HeldLink, Links } from '../ledger/links.ts';
import type { AdmittedMachine, Machines } from '../ledger/machines.ts';
import type { TransferOpen } from '../ledger/lost-orders.ts';
import { compareMemories, horizonOf } from '../ledger/memories.ts';
import { recordNote } from '../ledger/notes.ts';
import type { TransferResult } from '../ledger/recovered.ts';
import type { OpenTransfer, Transfers } from '../ledger/transfers.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { CabinetRecorder } from './cabinet-recorder.ts';
import { CardedPlayer } from './carded-player.ts';
import { answerCodeRequest, type CodePorts } from './code-requests.ts';
import type { KioskLink } from './kiosk-link.ts';

type Hello = Extract<KioskMessage, { type: 'hello' }>;
type MemoryReport = Extract<KioskMessage, { type: 'memory' }>;
/** What a kiosk says of an order. */
type Word = TransferResult | TransferOpen;

export interface SessionPorts extends CodePorts {
  readonly database: Database;
  readonly links: Links;
  readonly machines: Machines;
  readonly transfers: Transfers;
  readonly notices: Notices;
  readonly log: Log;
}

export interface SessionRules {
  readonly currency: string;
  /** The property, as Trustly knows it. */
  readonly merchantId: string;
  readonly heartbeatMs: number;
  /** A carded player is forgotten after this long without a word of the CMS and without play. */
  readonly playerIdleMs: number;
  /** Whether a cabinet that is only simulated may be credited: never with real payments. */
  readonly simulatedCabinets: boolean;
}

/** A peer that does not say hello by then is none. */
export const HELLO_WITHIN_MS = 5_000;
const DECLINES_REMEMBERED = 20;
/** Of one machine: two portions of everything that a kiosk repeats. */
export const MOST_WAITING = 200;
/** For a kiosk that asks for a code before it was told that ledger, journal and board agree. */
export const NOT_AGREED_RETRY_MS = 1_000;
/** For one whose earlier transfer is not settled at the bridge, though a person may have settled it at the kiosk. */
export const UNCONFIRMED_RETRY_MS = 5_000;

export class MachineSession {
  readonly link: KioskLink;
  readonly #ports: SessionPorts;
  readonly #rules: SessionRules;
  readonly #log: Log;
  readonly #recorder: CabinetRecorder;
  readonly #player: CardedPlayer;
  #machine: AdmittedMachine;
  #hello: Hello | null = null;
  #welcomed = false;
  /** How far the kiosk's memories go, as it last told. */
  #memory: MemoryReport | null = null;
  #agreed = false;
  /** The run of the database server in which the kiosk was told from where on to tell. */
  #run = '';
  /**
   * Results that came and are not booked, or were left to the repetition, and open orders that could not be booked: until
   * they are, the kiosk has not told all.
   */
  readonly #unbooked = new Set<string>();
  /** Results for which the ledger had no room: the kiosk tells them again. */
  readonly #unplaced = new Set<string>();
  /** Something was told for which there was no room, and which the kiosk tells again only on its next link. */
  #leftOut = false;
  /** Of the steps that wait, those of open orders. */
  #opensWaiting = 0;
  /** Money messages and orders, in turn. */
  #turn: Promise<void> = Promise.resolve();
  /** Steps that wait for their turn. */
  #waiting = 0;
  /** Fundings whose refusal the glass was told of, oldest first. */
  #declined: readonly string[] = [];
  #ended = false;
  /** A newer link of the machine has its place, or is about to take it. */
  #isReplaced = false;
  /** The links of this process whose place it took, and for which it answers, also before its hello. */
  readonly #succeeded: string[] = [];
  readonly #impatience: NodeJS.Timeout;

  constructor(link: KioskLink, machine: AdmittedMachine, ports: SessionPorts, rules: SessionRules) {
    this.link = link;
    this.#machine = machine;
    this.#ports = ports;
    this.#rules = rules;
    this.#log = ports.log.child({ asset: machine.asset });
    this.#recorder = new CabinetRecorder({ ...ports, log: this.#log }, machine.asset, link.linkId, (step) =>
      this.#inTurn(step),
    );
    this.#player = new CardedPlayer(rules.playerIdleMs, () => {
      if (this.#welcomed) link.send({ type: 'code.replace' });
    });
    this.#impatience = setTimeout(() => link.close(EgmLinkClose.PROTOCOL_ERROR, 'NO_HELLO'), HELLO_WITHIN_MS);
  }

  receive(message: KioskMessage): void {
    if ((message.type === 'hello') !== (this.#hello === null)) {
      this.link.close(EgmLinkClose.PROTOCOL_ERROR, 'OUT_OF_ORDER');
      return;
    }
    switch (message.type) {
      case 'hello':
        clearTimeout(this.#impatience);
        if (message.kiosk.simulatedCabinet === true && !this.#rules.simulatedCabinets) {
          this.#log.error('kiosk refused: its cabinet is a simulated one, and payments here are real');
          this.link.close(EgmLinkClose.PROTOCOL_ERROR, 'SIMULATED_CABINET');
          return;
        }
        this.#hello = message;
        this.#inTurn(() => this.#orLetGo(this.#open()));
        return;
      case 'cabinet':
        this.#cabinetChanged(message.status);
        return;
      case 'code.request':
        this.#answerCodeRequest(message).catch((error: unknown) =>
          this.#log.error({ err: error }, 'code request not answered'),
        );
        return;
      case 'memory':
        // In turn: what the kiosk told before, which the ledger may have lacked, has its place by then.
        this.#inTurn(async () => {
          this.#memory = message;
          await this.#compare();
        });
        return;
      case 'transfer.result':
        this.#unbooked.add(message.transferId);
        this.#inTurnOrLater(() => this.#settle(message));
        return;
      case 'transfer.open':
        this.#log.info(message, 'the kiosk does not know yet what became of a transfer');
        // In turn, and never left to a repetition, for there is none: what the kiosk tells before `memory` counts for it.
        if (this.#opensWaiting >= MOST_WAITING) this.#leaveOut(message);
        else {
          this.#opensWaiting++;
          this.#inTurn(() => {
            this.#opensWaiting--;
            return this.#orLetGo(this.#learnOpen(message));
          });
        }
        return;
      case 'note':
        this.#inTurnOrLater(async () => {
          await recordNote(this.#ports.database, this.#machine.asset, message, this.#rules.currency);
          this.link.send({
            type: 'note.acknowledged',
            memoryId: message.memoryId,
            eventId: message.note.eventId,
          });
        });
        return;
    }
  }

  /** Of two links of one machine, the one with the higher number is the newer. */
  get linkNumber(): number {
    return this.#machine.linkNumber;
  }

  /** As it should stand in the ledger; `null` before it has its place there. */
  get held(): HeldLink | null {
    return this.#welcomed ? { ...this.#machine, linkId: this.link.linkId } : null;
  }

  /** An order may wait: sends it, unless an earlier one is still open. */
  deliver(): void {
    if (this.#hello) this.#inTurn(() => this.#sendNextOrder());
  }

  /** Asks again what became of a transfer [confirmed-only]. */
  query({ transferId, fundingId, board }: OpenTransfer): void {
    if (!this.#welcomed) return; // then it asks about every one
    this.link.send({ type: 'transfer.query', transferId, fundingId, board });
  }

  /** The machine was enabled or disabled, or its credentials were replaced or revoked: then the link ends. */
  async refresh(): Promise<void> {
    const machine = await this.#ports.machines.refresh(this.#machine);
    if (!machine) {
      this.credentialsEnded();
      return;
    }
    if (machine.designation !== this.#machine.designation) {
      this.link.close(EgmLinkClose.DRAINING, 'NEW_DESIGNATION');
      return;
    }
    this.enabledIs(machine.enabled);
    if (this.#mustTellAgain()) return;
    this.#inTurn(() => this.#compare()); // a question may have been answered
  }

  /** There may be room now for what was left out: the kiosk tells it on its next link. */
  #mustTellAgain(): boolean {
    if (this.#leftOut) this.link.close(EgmLinkClose.DRAINING, 'TELL_AGAIN');
    return this.#leftOut;
  }

  credentialsEnded(): void {
    this.link.close(EgmLinkClose.CREDENTIALS_ENDED, 'CREDENTIALS_ENDED');
  }

  enabledIs(enabled: boolean): void {
    if (enabled === this.#machine.enabled) return;
    this.#machine = { ...this.#machine, enabled };
    if (this.#welcomed) this.link.send({ type: 'machine', enabled }); // else the welcome tells
  }

  /** The machine has a newer link. */
  replaced(): void {
    this.#isReplaced = true;
    this.link.close(EgmLinkClose.REPLACED, 'REPLACED');
  }

  /** A funding was turned down: told once, however often it is heard of. */
  declined(fundingId: string, message: Static<typeof FundingDeclined>): void {
    if (!this.#welcomed || this.#declined.includes(fundingId)) return;
    this.#declined = [...this.#declined, fundingId].slice(-DECLINES_REMEMBERED);
    this.link.send(message);
  }

  /** Another player, or none any more (`null`): no code of the one before stays on the glass. */
  carded(playerId: string | null): void {
    if (!this.#ended) this.#player.tell(playerId);
  }

  /** This one is in the place of the older one from now on. */
  succeed(older: MachineSession): void {
    this.#succeeded.push(older.link.linkId, ...older.#succeeded);
    older.replaced();
  }

  /** The ledger may have lost this link, or its last words: it is told again. */
  reclaim(): void {
    if (!this.#hello || this.#mustTellAgain()) return;
    this.#inTurn(async () => {
      if (await this.#claim()) await this.#compare();
    });
  }

  /** The socket is gone. Resolves when the ledger knows. */
  async end(): Promise<void> {
    clearTimeout(this.#impatience);
    this.#player.tell(null);
    this.#recorder.stop();
    this.#ended = true;
    // What the older one leaves in the ledger tells the newer one's claim which board it had (TWO_BOARDS).
    if (this.#isReplaced || !(this.#hello || this.#succeeded.length > 0)) return;
    await this.#turn;
    await this.#ports.links.release(this.#machine.asset, [this.link.linkId, ...this.#succeeded]);
  }

  async #open(): Promise<void> {
    const { asset, designation } = this.#machine;
    if (!(await this.#claim())) return;
    if (this.#hello) await this.#recorder.recordMeters(this.#hello.cabinet);
    const { currency, heartbeatMs } = this.#rules;
    const horizon = await horizonOf(this.#ports.database, asset);
    this.#run = horizon?.run ?? '';
    this.link.send({
      type: 'welcome',
      asset,
      designation,
      tellAfter: horizon?.tellAfter ?? null,
      enabled: this.#machine.enabled, // as it is now
      currency,
      heartbeatMs,
    });
    this.#welcomed = true;
    this.#logArrival();
    // Before any new order: what became of the old ones [confirmed-only].
    for (const open of await this.#ports.transfers.openOf(asset)) this.query(open);
  }

  #logArrival(): void {
    if (!this.#hello) return;
    const { kiosk, cabinet } = this.#hello;
    const board = cabinet.connection === 'ready' ? cabinet.identity.memoryId : null;
    const told = {
      event: 'kiosk.linked',
      linkId: this.link.linkId,
      kiosk,
      board,
      cabinet: cabinet.connection,
    };
    this.#log.info(told, 'kiosk is linked');
  }

  /** Without its place in the ledger the link is of no use; the kiosk tries again, perhaps elsewhere. */
  async #orLetGo<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      this.link.close(EgmLinkClose.DRAINING, 'LEDGER_AWAY');
      throw error;
    });
  }

  /** Holds what the kiosk told of its memories against the ledger; where they agree, orders may go to its board. */
  async #compare(): Promise<void> {
    const memory = this.#memory;
    if (memory === null || this.#isOver) return;
    if (this.#unbooked.size > 0) {
      this.#agreed = false; // until the last of them is booked, which compares again
      return;
    }
    const link = { asset: this.#machine.asset, linkId: this.link.linkId };
    const toldAll = this.#unplaced.size === 0 && !this.#leftOut;
    const comparison = compareMemories(this.#ports.database, link, memory, this.#run, toldAll);
    const { agreed, questions, outdated } = await this.#orLetGo(comparison);
    if (outdated) {
      this.link.close(EgmLinkClose.DRAINING, 'LEDGER_SET_BACK');
      return;
    }
    if (!agreed) this.#log.error({ memory, questions }, 'ledger, journal and board do not agree');
    this.#agreed = agreed;
    this.link.send({ type: 'memory.compared', board: memory.board, agreed });
    await this.#sendNextOrder();
  }

  /** @returns false when the link is of no use any more: then it ends. */
  async #claim(): Promise<boolean> {
    if (!this.#hello || this.#isOver) return false;
    const { links, notices } = this.#ports;
    const { asset, linkNumber } = this.#machine;
    if (await links.claim({ ...this.#machine, linkId: this.link.linkId }, this.#hello)) {
      this.#succeeded.length = 0; // they are in the ledger no more
      notices.publish({ kind: 'linked', asset, linkNumber });
      return true;
    }
    await this.refresh(); // which tells a kiosk whose credentials have ended
    this.replaced();
    return false;
  }

  async #sendNextOrder(): Promise<void> {
    if (this.#isOver) return;
    const order = await this.#ports.transfers.claimNext(this.#machine.asset, this.link.linkId);
    if (order) this.link.send({ type: 'transfer.order', ...order });
  }

  async #settle(said: TransferResult): Promise<void> {
    const { transferId } = said;
    const { asset } = this.#machine;
    const heard = await this.#ports.transfers.settle(asset, this.#rules.merchantId, said);
    const { settlement } = heard;
    this.#unbooked.delete(transferId);
    if (settlement !== 'full') this.#unplaced.delete(transferId);
    else if (this.#unplaced.size < MOST_WAITING) this.#unplaced.add(transferId);
    else this.#leftOut = true;
    switch (settlement) {
      case 'settled':
        this.#log.info({ event: 'transfer.settled', transferId, ...said.result }, 'transfer settled');
        // An id that the ledger has lost may have settled another one of the same funding.
        if (heard.transferId !== transferId && this.#isFurther(said)) await this.#compareAnew(said);
        else this.#goesFurther(said);
        this.#ports.notices.publish({ kind: 'settled', transferId: heard.transferId });
        this.#acknowledge(transferId);
        await this.#sendNextOrder();
        break;
      case 'recovered':
      case 'question':
        this.#log.error({ said, settlement }, 'the ledger did not know what the kiosk told');
        await this.#compareAnew(said);
        this.#acknowledge(transferId);
        return;
      case 'known':
        // Nothing was credited under it; but the kiosk has seen this id, and a ledger that has lost it has not.
        if (this.#isFurther(said)) await this.#compareAnew(said);
        this.#acknowledge(transferId);
        break;
      case 'full':
        // Not acknowledged, so not lost: the kiosk tells it again until there is room. No id is given out that is taken.
        this.#log.warn({ said }, 'too many questions about the machine are open for another one');
        this.#agreed = false;
        this.#goesFurther(said);
        break;
      case 'contradiction':
      case 'other-board':
        // Not acknowledged: the kiosk keeps its record until a person has looked.
        this.#log.error({ said, settlement }, "kiosk's result does not fit the ledger");
        break;
    }
    if (!this.#agreed) await this.#compare();
  }

  /** The kiosk has an order open: the ledger may have lost it. */
  async #learnOpen(said: TransferOpen): Promise<void> {
    const { asset } = this.#machine;
    const key = `${said.transferId} open`;
    this.#unbooked.add(key);
    const finding = await this.#ports.transfers.learnOpen(asset, this.#rules.merchantId, said);
    this.#unbooked.delete(key);
    if (finding === 'known') return;
    if (finding === 'full') this.#leftOut = true;
    this.#log.error({ said, finding }, 'the ledger did not know an order that is open at the kiosk');
    await this.#compareAnew(said);
  }

  /** More open orders wait than any machine has: the ledger counts them, once for all, and the machine is closed. */
  #leaveOut(said: TransferOpen): void {
    if (this.#leftOut) return;
    this.#leftOut = true;
    this.#inTurn(async () => {
      await this.#orLetGo(this.#ports.transfers.leaveOutOpen(this.#machine.asset, said));
      await this.#compareAnew(said);
    });
  }

  /** No id is given out that the kiosk has seen, and nothing while there is a new question [exactly-once]. */
  async #compareAnew(said: Word): Promise<void> {
    this.#agreed = false; // until it is compared, in this turn
    this.#goesFurther(said);
    await this.#compare();
  }

  /** Whether it has an id that is above all that it has told of. */
  #isFurther({ transferId }: Word): boolean {
    const memory = this.#memory;
    if (memory === null || designationOf(transferId) !== this.#machine.designation) return false;
    return transferId > (memory.journalLast ?? '') && transferId > (memory.boardLast ?? '');
  }

  /** Journal and board go further than they did when the kiosk told how far. */
  #goesFurther({ type, transferId, board }: Word): void {
    const memory = this.#memory;
    if (memory === null || designationOf(transferId) !== this.#machine.designation) return;
    const further = (last: string | null) => (transferId > (last ?? '') ? transferId : last);
    const { journalLast, boardLast } = memory;
    const boardSaid = type === 'transfer.result' && isSameBoard(board, memory.board);
    this.#memory = {
      ...memory,
      journalLast: further(journalLast),
      boardLast: boardSaid ? further(boardLast) : boardLast,
    };
  }

  /** The link is gone, or the bridge has ended it. */
  get #isOver(): boolean {
    return this.#ended || this.link.isEnded;
  }

  /** Of the board that is plugged in now. */
  get #isAgreed(): boolean {
    const present = this.#hello && boardOf(this.#hello.cabinet);
    return this.#agreed && (present === null || isSameBoard(present, this.#memory?.board ?? null));
  }

  #acknowledge(transferId: string): void {
    this.link.send({ type: 'transfer.acknowledged', transferId });
  }

  /** @returns null where the ledger can not be asked, which the beat of this process tells of: no scan could lead to a credit. */
  async #hasUnconfirmed(): Promise<boolean | null> {
    return this.#ports.transfers.hasUnconfirmed(this.#machine.asset).catch(() => null);
  }

  async #answerCodeRequest(request: Extract<KioskMessage, { type: 'code.request' }>): Promise<void> {
    if (!this.#hello || (await this.#playerInDoubt())) return;
    const busy = (retryAfterMs: number) =>
      this.link.send({ type: 'code.failed', requestId: request.requestId, reason: 'BUSY', retryAfterMs });
    // No code before a scan could lead to a credit [live-codes-only]. The kiosk asks when it is told that they agree.
    if (!this.#isAgreed) {
      busy(NOT_AGREED_RETRY_MS);
      return;
    }
    await this.#turn; // a result that was told before has its place by then
    if (this.#isOver) return;
    const unconfirmed = await this.#hasUnconfirmed();
    if (unconfirmed !== false) {
      busy(unconfirmed === null ? NOT_AGREED_RETRY_MS : UNCONFIRMED_RETRY_MS);
      return;
    }
    const { playerId } = this.#player;
    const present = { cabinet: this.#hello.cabinet, playerId };
    const answer = await answerCodeRequest(this.#ports, request, this.#machine, present);
    // A code for a player who is gone is of no use; the kiosk has been told to ask anew.
    if (this.#player.playerId === playerId && !(await this.#playerInDoubt())) this.link.send(answer);
  }

  /**
   * Who is carded in is told by a notice and by nothing else. When one may have been missed it is nobody, no code made
   * so far is of any use, and the kiosk is told to ask anew.
   */
  async #playerInDoubt(): Promise<boolean> {
    const { playerId } = this.#player;
    if (playerId === null || (await this.#ports.notices.caughtUp()))
      return this.#player.playerId !== playerId;
    this.#player.tell(null);
    return true;
  }

  #cabinetChanged(status: CabinetStatus): void {
    this.#player.seen();
    if (this.#hello) this.#hello = { ...this.#hello, cabinet: status };
    this.#recorder.changed(status);
  }

  /** For what the kiosk repeats until it is acknowledged: while too much waits, it is left to the repetition. */
  #inTurnOrLater(step: () => Promise<void>): void {
    if (this.#waiting < MOST_WAITING) this.#inTurn(step);
  }

  /** The kiosk repeats what is not acknowledged and the hub looks again, so an error here costs time only. */
  #inTurn(step: () => Promise<void>): void {
    this.#waiting++;
    this.#turn = this.#turn
      .then(() => (this.link.isEnded ? undefined : step()))
      .catch((error: unknown) => {
        this.#log.error({ err: error }, 'message of a kiosk not handled');
      })
      .finally(() => this.#waiting--);
  }
}
