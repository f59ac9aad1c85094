/**
 * What the bridge does for one connected machine. Messages about money are handled one after the other, and code requests
 * between them. Everything that matters is also in the ledger: after a break the next session asks about every open
 * transfer.
 */
import { boardOf } from '../../protocol/cabinet.ts';
import { EgmLinkClose, type KioskMessage } from '../../protocol/egm-link.ts';
import type { AdmittedMachine } from '../ledger/machines.ts';
import { horizonOf } from '../money/hear-memory.ts';
import { missedDecline } from '../money/decline-news.ts';
import { lastNoteOf, recordNote } from '../ledger/notes.ts';
import type { OpenTransfer } from '../ledger/transfers.ts';
import type { LocalLink } from '../money/local-links.ts';
import type { Log } from '../platform/log.ts';
import { CabinetRecorder } from './cabinet-recorder.ts';
import { CardedPlayer } from './carded-player.ts';
import { CodeRequests } from './code-requests.ts';
import type { KioskLink } from './kiosk-link.ts';
import { LinkedMachine } from './linked-machine.ts';
import { LinkPlace, type Hello } from './link-place.ts';
import { MemoryAgreement } from './memory-agreement.ts';
import { Orders } from './orders.ts';
import type { SessionPorts, SessionRules } from './session-ports.ts';
import { Turns } from './turns.ts';

/** A peer that does not say hello in this time is not a kiosk. */
export const HELLO_WITHIN_MS = 5_000;

export class MachineSession {
  readonly link: KioskLink;
  readonly machine: LinkedMachine;
  readonly #ports: SessionPorts;
  readonly #rules: SessionRules;
  readonly #log: Log;
  readonly #turns: Turns;
  readonly #place: LinkPlace;
  readonly #recorder: CabinetRecorder;
  readonly #player: CardedPlayer;
  readonly #agreement: MemoryAgreement;
  readonly #orders: Orders;
  readonly #codes: CodeRequests;
  readonly #local: LocalLink;
  readonly #impatience: NodeJS.Timeout;
  /** The hello as the kiosk said it, with the cabinet as it was told last. */
  #hello: Hello | null = null;

  constructor(link: KioskLink, machine: AdmittedMachine, ports: SessionPorts, rules: SessionRules) {
    this.link = link;
    this.machine = new LinkedMachine(link, machine, ports.machines);
    this.#ports = ports;
    this.#rules = rules;
    const { asset, designation } = machine;
    const log = ports.log.child({ asset });
    const turns = new Turns(link, log);
    const player = new CardedPlayer(rules.playerIdleMs, () => {
      if (this.machine.isWelcomed) link.send({ type: 'code.replace' });
    });
    const sendNextOrder = () => this.#orders.sendNext();
    const shared = { ...ports, ...rules, link, asset, designation, log, turns, player, sendNextOrder };
    const agreement = new MemoryAgreement(shared);
    this.#log = log;
    this.#turns = turns;
    this.#player = player;
    this.#agreement = agreement;
    this.#place = new LinkPlace(link, ports.links, ports.notices);
    this.#recorder = new CabinetRecorder(shared, asset, link.linkId, (step) => turns.take(step));
    this.#orders = new Orders({ ...shared, agreement });
    this.#local = {
      linkId: link.linkId,
      inTurn: (step) => turns.run(step),
      send: (order) => this.#orders.send(order),
    };
    this.#codes = new CodeRequests(
      { ...shared, agreement },
      () => this.#hello && { machine: this.machine.now, cabinet: this.#hello.cabinet },
    );
    this.#impatience = setTimeout(() => link.close(EgmLinkClose.PROTOCOL_ERROR, 'NO_HELLO'), HELLO_WITHIN_MS);
  }

  receive(message: KioskMessage): void {
    if ((message.type === 'hello') !== (this.#hello === null)) {
      this.link.close(EgmLinkClose.PROTOCOL_ERROR, 'OUT_OF_ORDER');
      return;
    }
    switch (message.type) {
      case 'hello':
        this.#greet(message);
        return;
      case 'cabinet':
        this.#player.seen();
        if (this.#hello) this.#hello = { ...this.#hello, cabinet: message.status };
        this.#recorder.changed(message.status);
        return;
      case 'code.request':
        this.#codes.request(message);
        return;
      case 'memory':
        // In turn: by then the ledger has what the kiosk told before, which it may have lacked.
        this.#turns.take(() => this.#ports.arrivals.step(() => this.#agreement.reported(message)));
        return;
      case 'transfer.result':
        this.#orders.result(message);
        return;
      case 'transfer.open':
        this.#orders.open(message);
        return;
      case 'note':
        this.#turns.takeOrLeave(() => this.#recordNote(message));
        return;
    }
  }

  /** For the orders of this machine: null before the kiosk's hello, and when the link is over. */
  get local(): LocalLink | null {
    return this.#hello === null || this.link.isOver ? null : this.#local;
  }

  /** Sends the order that waits, if there is one, unless an earlier one is still open. */
  deliver(): void {
    if (this.#hello) this.#turns.take(() => this.#orders.sendNext());
  }

  /**
   * Asks again what became of a transfer [confirmed-only]. Before the welcome it does nothing: the welcome asks about
   * every transfer.
   */
  query(open: OpenTransfer): void {
    if (this.machine.isWelcomed) this.#orders.query(open);
  }

  /** The machine was enabled or disabled, or its credentials were replaced or revoked: then the link ends. */
  async refresh(): Promise<void> {
    if (!(await this.machine.refresh()) || this.#agreement.mustTellAgain()) return;
    this.#turns.take(() => this.#agreement.compare()); // a question may have been answered
  }

  /** Another player, or none any more (`null`): no code of the one before stays on the glass. */
  carded(playerId: string | null): void {
    if (!this.link.isClosed) this.#player.tell(playerId);
  }

  /** Only a notice tells who is carded in: where one may have been missed, nobody is. */
  async certainPlayer(): Promise<string | null> {
    if (this.#player.playerId !== null && !(await this.#ports.notices.caughtUp())) this.#player.tell(null);
    return this.#player.playerId;
  }

  /** The machine has a newer link. */
  replaced(): void {
    this.#place.replaced();
  }

  /** This one is in the place of the older one from now on. */
  succeed(older: MachineSession): void {
    this.#place.succeed(older.#place);
  }

  /** The ledger may have lost this link, or what it said last: it is told again. */
  reclaim(): void {
    if (!this.#hello || this.#agreement.mustTellAgain()) return;
    const claim = async () => {
      if (await this.#claim()) await this.#agreement.compare();
    };
    this.#turns.take(() => this.#ports.arrivals.step(claim));
  }

  /** The socket is gone. Resolves when the ledger knows. */
  async end(): Promise<void> {
    clearTimeout(this.#impatience);
    this.#player.tell(null);
    this.#recorder.stop();
    await this.#place.release(this.#hello !== null, this.#turns.done);
  }

  #greet(hello: Hello): void {
    clearTimeout(this.#impatience);
    if (hello.kiosk.simulatedCabinet === true && !this.#rules.simulatedCabinets) {
      this.#log.error('kiosk refused: its cabinet is a simulated one, and payments here are real');
      this.link.close(EgmLinkClose.PROTOCOL_ERROR, 'SIMULATED_CABINET');
      return;
    }
    this.#hello = hello;
    this.#turns.take(() => this.#ports.arrivals.step(() => this.link.endIfFails(this.#welcome())));
  }

  async #welcome(): Promise<void> {
    if (!(await this.#claim())) return;
    if (this.#hello) await this.#recorder.recordMeters(this.#hello.cabinet);
    const horizon = await horizonOf(this.#ports.database, this.link.asset);
    const noteTellAfter = await lastNoteOf(this.#ports.database, this.link.asset);
    this.#agreement.toldToTellIn(horizon?.run ?? '');
    await this.machine.changesRead;
    this.machine.welcome(horizon?.tellAfter ?? null, noteTellAfter, this.#rules);
    this.#logArrival();
    await this.#orders.queryAll(); // before any new order is sent, asks what became of the old ones [confirmed-only]
    const missed = await missedDecline(this.#ports.fundings, this.link.asset);
    if (missed) this.machine.declined(missed.fundingId, missed.message);
  }

  #logArrival(): void {
    if (!this.#hello) return;
    const { kiosk, cabinet } = this.#hello;
    const board = boardOf(cabinet)?.memoryId ?? null;
    const told = {
      event: 'kiosk.linked',
      linkId: this.link.linkId,
      kiosk,
      board,
      cabinet: cabinet.connection,
    };
    this.#log.info(told, 'kiosk is linked');
  }

  /** @returns false when the link is of no use any more: then it ends. */
  async #claim(): Promise<boolean> {
    if (!this.#hello || this.link.isOver) return false;
    if (await this.#place.claim(this.machine.now, this.#hello)) return true;
    await this.refresh(); // which tells a kiosk whose credentials have ended
    this.replaced();
    return false;
  }

  async #recordNote(message: Extract<KioskMessage, { type: 'note' }>): Promise<void> {
    await recordNote(this.#ports.database, this.link.asset, message, this.#rules.currency);
    const { memoryId, note } = message;
    this.link.send({ type: 'note.acknowledged', memoryId, eventId: note.eventId });
  }
}
