/**
 * What the bridge does for one connected machine. Money messages are handled one after the other; codes in between.
 * Nothing here is the only memory of anything: after a break the next session asks about every open transfer.
 */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import { EgmLinkClose, type KioskMessage } from '../../protocol/egm-link.ts';
import type { TransferOutcome } from '../../protocol/transfer.ts';
import type { Links } from '../ledger/links.ts';
import type { AdmittedMachine, Machines } from '../ledger/machines.ts';
import { recordNote } from '../ledger/notes.ts';
import type { Transfers } from '../ledger/transfers.ts';
import type { Log } from '../log.ts';
import type { Database } from '../postgres/database.ts';
import type { Notices } from '../postgres/notices.ts';
import { CabinetRecorder } from './cabinet-recorder.ts';
import { CardedPlayer } from './carded-player.ts';
import { answerCodeRequest, type CodePorts } from './code-requests.ts';
import type { KioskLink } from './kiosk-link.ts';

type Hello = Extract<KioskMessage, { type: 'hello' }>;

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
  readonly heartbeatMs: number;
  /** A carded player is forgotten after this long without a word of the CMS and without play. */
  readonly playerIdleMs: number;
}

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
  /** Money messages and orders, in turn. */
  #turn: Promise<void> = Promise.resolve();
  #cabinetToSave: CabinetStatus | null = null;
  #ended = false;

  constructor(link: KioskLink, machine: AdmittedMachine, ports: SessionPorts, rules: SessionRules) {
    this.link = link;
    this.#machine = machine;
    this.#ports = ports;
    this.#rules = rules;
    this.#log = ports.log.child({ asset: machine.asset });
    this.#recorder = new CabinetRecorder(ports, machine.asset, link.linkId);
    this.#player = new CardedPlayer(rules.playerIdleMs, () => {
      if (this.#welcomed) link.send({ type: 'code.replace' });
    });
  }

  receive(message: KioskMessage): void {
    if ((message.type === 'hello') !== (this.#hello === null)) {
      this.link.close(EgmLinkClose.PROTOCOL_ERROR, 'OUT_OF_ORDER');
      return;
    }
    switch (message.type) {
      case 'hello':
        this.#hello = message;
        this.#inTurn(() =>
          this.#open().catch((error: unknown) => {
            // Without its place in the ledger the link is of no use; the kiosk tries again, perhaps elsewhere.
            this.link.close(EgmLinkClose.DRAINING, 'LEDGER_AWAY');
            throw error;
          }),
        );
        return;
      case 'cabinet':
        this.#cabinetChanged(message.status);
        return;
      case 'code.request':
        this.#answerCodeRequest(message).catch((error: unknown) =>
          this.#log.error({ err: error }, 'code request not answered'),
        );
        return;
      case 'transfer.result':
        this.#inTurn(() => this.#settle(message.transferId, message.result));
        return;
      case 'transfer.open':
        this.#log.info({ transferId: message.transferId }, 'kiosk is asking the cabinet');
        return;
      case 'note':
        this.#inTurn(async () => {
          await recordNote(this.#ports.database, this.#machine.asset, message);
          this.link.send({
            type: 'note.acknowledged',
            memoryId: message.memoryId,
            eventId: message.note.eventId,
          });
        });
        return;
    }
  }

  /** It has its place in the ledger, unless somebody took it since. */
  get welcomed(): boolean {
    return this.#welcomed;
  }

  /** An order may wait: sends it, unless an earlier one is still open. */
  deliver(): void {
    if (this.#hello) this.#inTurn(() => this.#sendNextOrder());
  }

  /** Asks again what became of a transfer (M2). */
  query(transferId: string): void {
    this.link.send({ type: 'transfer.query', transferId });
  }

  /** The machine was enabled or disabled, or its credentials were replaced or revoked: then the link ends. */
  async refresh(): Promise<void> {
    const machine = await this.#ports.machines.refresh(this.#machine);
    if (!machine) {
      this.link.close(EgmLinkClose.REPLACED, 'CREDENTIALS_ENDED');
      return;
    }
    if (machine.enabled !== this.#machine.enabled)
      this.link.send({ type: 'machine', enabled: machine.enabled });
    this.#machine = machine;
  }

  /** Another player, or none any more (`null`): no code of the one before stays on the glass. */
  carded(playerId: string | null): void {
    if (!this.#ended) this.#player.tell(playerId);
  }

  /** The ledger may have lost this link, or its last words: it is told again. */
  reclaim(): void {
    if (this.#hello) this.#inTurn(() => this.#claim());
  }

  /** The socket is gone. Resolves when the ledger knows. */
  async end(): Promise<void> {
    this.#player.tell(null);
    this.#ended = true;
    if (!this.#hello) return;
    await this.#turn;
    await this.#ports.links.release(this.#machine.asset, this.link.linkId);
  }

  async #open(): Promise<void> {
    const { asset, designation, enabled } = this.#machine;
    await this.#raiseTransferNumber();
    await this.#claim();
    if (this.#hello) await this.#recorder.recordMeters(this.#hello.cabinet);
    const { currency, heartbeatMs } = this.#rules;
    this.link.send({ type: 'welcome', asset, designation, enabled, currency, heartbeatMs });
    this.#welcomed = true;
    // Before any new order: what became of the old ones (M2).
    for (const transferId of await this.#ports.transfers.openOf(asset)) this.query(transferId);
    await this.#sendNextOrder();
  }

  async #raiseTransferNumber(): Promise<void> {
    const seen = this.#hello?.lastTransferId ?? null;
    if (seen === null) return;
    if (await this.#ports.machines.raiseTransferNumber(this.#machine.asset, seen)) return;
    this.#log.warn(
      { seen, designation: this.#machine.designation },
      'kiosk knows transfers of another designation',
    );
  }

  async #claim(): Promise<void> {
    if (!this.#hello || this.#ended) return;
    const { asset } = this.#machine;
    await this.#ports.links.claim(asset, this.link.linkId, this.#hello);
    this.#ports.notices.publish({ kind: 'linked', asset, linkId: this.link.linkId });
  }

  async #sendNextOrder(): Promise<void> {
    if (this.#ended) return;
    const order = await this.#ports.transfers.claimNext(this.#machine.asset, this.link.linkId);
    if (order) this.link.send({ type: 'transfer.order', ...order });
  }

  async #settle(transferId: string, outcome: TransferOutcome): Promise<void> {
    const settlement = await this.#ports.transfers.settle(this.#machine.asset, transferId, outcome);
    switch (settlement) {
      case 'settled':
        this.#ports.notices.publish({ kind: 'settled', transferId });
        this.link.send({ type: 'transfer.acknowledged', transferId });
        await this.#sendNextOrder();
        return;
      case 'known':
        this.link.send({ type: 'transfer.acknowledged', transferId });
        return;
      case 'contradiction':
      case 'unheard-of':
        // Not acknowledged: the kiosk keeps its record until a person has looked.
        this.#log.error({ transferId, outcome, settlement }, "kiosk's result does not fit the ledger");
        return;
    }
  }

  async #answerCodeRequest(request: Extract<KioskMessage, { type: 'code.request' }>): Promise<void> {
    if (!this.#hello) return;
    const { playerId } = this.#player;
    const present = { cabinet: this.#hello.cabinet, playerId };
    const answer = await answerCodeRequest(this.#ports, request, this.#machine, present);
    // A code for a player who is gone is of no use; the kiosk has been told to ask anew.
    if (this.#player.playerId === playerId) this.link.send(answer);
  }

  /** Only the newest status is worth writing, and only one write is under way. */
  #cabinetChanged(status: CabinetStatus): void {
    this.#player.seen();
    if (this.#hello) this.#hello = { ...this.#hello, cabinet: status };
    const idle = this.#cabinetToSave === null;
    this.#cabinetToSave = status;
    if (!idle) return;
    this.#inTurn(async () => {
      const newest = this.#cabinetToSave;
      this.#cabinetToSave = null;
      if (newest) await this.#recorder.record(newest);
    });
  }

  /** The kiosk repeats what is not acknowledged and the hub looks again, so an error here costs time only. */
  #inTurn(step: () => Promise<void>): void {
    this.#turn = this.#turn.then(step).catch((error: unknown) => {
      this.#log.error({ err: error }, 'message of a kiosk not handled');
    });
  }
}
