/**
 * The machine of one link: as the ledger has it, and what its kiosk is told of it. Nothing is told before the welcome,
 * which says how things stand by then.
 */
import type { Static } from 'typebox';
import type { NoteId } from '../../protocol/cabinet.ts';
import { EgmLinkClose, type FundingDeclined } from '../../protocol/egm-link.ts';
import type { HeldLink } from '../ledger/links.ts';
import type { AdmittedMachine, Machines } from '../ledger/machines.ts';
import type { Horizon } from '../money/hear-memory.ts';
import type { KioskLink } from './kiosk-link.ts';
import type { SessionRules } from './session-ports.ts';

const DECLINES_REMEMBERED = 20;

export class LinkedMachine {
  readonly #link: Pick<KioskLink, 'linkId' | 'send' | 'close'>;
  readonly #machines: Pick<Machines, 'refresh'>;
  #machine: AdmittedMachine;
  #isWelcomed = false;
  /** Fundings whose refusal the glass was told of, oldest first. */
  #declined: readonly string[] = [];
  #reads: Promise<void> = Promise.resolve();

  constructor(
    link: Pick<KioskLink, 'linkId' | 'send' | 'close'>,
    machine: AdmittedMachine,
    machines: Pick<Machines, 'refresh'>,
  ) {
    this.#link = link;
    this.#machine = machine;
    this.#machines = machines;
  }

  get now(): AdmittedMachine {
    return this.#machine;
  }

  /** The link as it should stand in the ledger; `null` before it has its place there. */
  get held(): HeldLink | null {
    return this.#isWelcomed ? { ...this.#machine, linkId: this.#link.linkId } : null;
  }

  get isWelcomed(): boolean {
    return this.#isWelcomed;
  }

  welcome(
    tellAfter: Horizon['tellAfter'],
    noteTellAfter: NoteId | null,
    { currency, heartbeatMs }: SessionRules,
  ): void {
    const { asset, designation, enabled } = this.#machine;
    this.#link.send({
      type: 'welcome',
      asset,
      designation,
      tellAfter,
      noteTellAfter,
      enabled,
      currency,
      heartbeatMs,
    });
    this.#isWelcomed = true;
  }

  /** Resolves when every change that was heard of so far is read, or could not be read; never rejects. */
  get changesRead(): Promise<void> {
    return this.#reads;
  }

  /**
   * Reads the machine from the ledger again. One read follows the other, so that an older answer never comes after a
   * newer one. @returns false when this link is of no use any more: then it ends.
   */
  async refresh(): Promise<boolean> {
    const read = this.#reads.then(() => this.#read());
    this.#reads = read.then(
      () => undefined,
      () => undefined, // whoever asked for this read is told
    );
    return read;
  }

  async #read(): Promise<boolean> {
    const machine = await this.#machines.refresh(this.#machine);
    if (!machine) {
      this.credentialsEnded();
      return false;
    }
    if (machine.designation !== this.#machine.designation) {
      this.#link.close(EgmLinkClose.DRAINING, 'NEW_DESIGNATION');
      return false;
    }
    this.#enabledIs(machine.enabled);
    return true;
  }

  credentialsEnded(): void {
    this.#link.close(EgmLinkClose.CREDENTIALS_ENDED, 'CREDENTIALS_ENDED');
  }

  #enabledIs(enabled: boolean): void {
    if (enabled === this.#machine.enabled) return;
    this.#machine = { ...this.#machine, enabled };
    if (this.#isWelcomed) this.#link.send({ type: 'machine', enabled });
  }

  /** A funding was turned down. The kiosk is told once, however often this is heard of. */
  declined(fundingId: string, message: Static<typeof FundingDeclined>): void {
    if (!this.#isWelcomed || this.#declined.includes(fundingId)) return;
    this.#declined = [...this.#declined, fundingId].slice(-DECLINES_REMEMBERED);
    this.#link.send(message);
  }
}
