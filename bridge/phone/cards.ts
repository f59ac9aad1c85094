/** What the card of a player opens: the accounts of the phone on which the player has confirmed it. Why it is so: docs/decisions/0035. */
import {
  cardOfPhone,
  cardOfPlayer,
  endCard,
  keepCard,
  mayConfirmCard,
  type Card,
  type KeptCard,
} from '../ledger/cards.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { PlayerDigest } from '../platform/secrets/digests.ts';
import type { AtPayment } from './passkey-questions.ts';
import type { PhoneKeys } from './phone-keys.ts';

export interface CardedAt {
  /** Who is carded in at a machine now; null: nobody, or not certainly. */
  at(asset: string): Promise<PlayerDigest | null>;
}

interface Ports {
  readonly database: Database;
  readonly keys: PhoneKeys;
  readonly carded: CardedAt;
}

const END = 'card end';

interface Added extends AtPayment {
  readonly asset: string;
}

export class Cards {
  readonly #ports: Ports;
  readonly #areUsed: boolean;

  /** @param areUsed false: no card opens anything, whatever was confirmed before. */
  constructor(ports: Ports, areUsed: boolean) {
    this.#ports = ports;
    this.#areUsed = areUsed;
  }

  /** The card in this machine, where it opens accounts of another phone than this one. */
  async at(asset: string, payer: string): Promise<Card | null> {
    if (!this.#areUsed) return null;
    const { database, carded } = this.#ports;
    const player = await carded.at(asset);
    const card = player && this.#proven(await cardOfPlayer(database, player));
    return card?.payer === payer ? null : card;
  }

  /** @returns what confirms that the card in this machine opens the accounts of this phone; null: nothing is offered. */
  async toConfirm(at: Added, hasPasskey: boolean, untilMs: number): Promise<string | null> {
    if (!this.#areUsed) return null;
    const { database, keys, carded } = this.#ports;
    const { payer, fundingId, asset } = at;
    if (!(await mayConfirmCard(database, payer, { fundingId, hasPasskey }))) return null;
    const player = await carded.at(asset);
    if (player === null || (await this.#of(payer))?.player === player) return null;
    return keys.ticketFor(payer, what(at, player), untilMs);
  }

  /** @returns who is carded in, where the ticket was made for this player; null: it is somebody else, or nobody. */
  async confirmedBy(at: Added, ticket: string): Promise<PlayerDigest | null> {
    if (!this.#areUsed) return null;
    const { keys, carded } = this.#ports;
    const player = await carded.at(at.asset);
    const isHere = player !== null && keys.isTicketFor(at.payer, what(at, player), ticket, Date.now());
    return isHere ? player : null;
  }

  /** @returns whether the card of this player opens the accounts of this phone from now on. */
  async confirm(
    { payer, fundingId }: AtPayment,
    player: PlayerDigest,
    hasPasskey: boolean,
  ): Promise<boolean> {
    const { database, keys } = this.#ports;
    const card = { player, payer, proof: keys.proofOf({ player, payer }) };
    return database.transaction(async (tx) => keepCard(tx, card, { fundingId, hasPasskey }));
  }

  /** What takes it back; null: no card opens the accounts of this phone. */
  async toEnd(payer: string, untilMs: number): Promise<string | null> {
    if (!this.#areUsed || (await this.#of(payer)) === null) return null;
    return this.#ports.keys.ticketFor(payer, END, untilMs);
  }

  /** @returns whether it is taken back; false: the page was too old. */
  async end(payer: string, ticket: string): Promise<boolean> {
    const { database, keys } = this.#ports;
    if (!keys.isTicketFor(payer, END, ticket, Date.now())) return false;
    await database.transaction(async (tx) => endCard(tx, payer));
    return true;
  }

  async #of(payer: string): Promise<Card | null> {
    return this.#proven(await cardOfPhone(this.#ports.database, payer));
  }

  #proven(card: KeptCard | null): Card | null {
    return card !== null && this.#ports.keys.proofOf(card) === card.proof ? card : null;
  }
}

function what({ fundingId }: AtPayment, player: PlayerDigest): string {
  return `card ${fundingId} ${player}`;
}
