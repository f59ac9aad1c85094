/** Keeps in the ledger what a cabinet says about itself: at once what decides a funding, plays only now and then. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Links } from '../ledger/links.ts';
import { moneyInOf, recordReading } from '../ledger/meter-readings.ts';
import type { Database } from '../postgres/database.ts';

/** A change of nothing but credits and total out, which comes with every play, is written this often at most. */
const PLAYS_EVERY_MS = 10_000;

export class CabinetRecorder {
  readonly #database: Database;
  readonly #links: Links;
  readonly #asset: AssetId;
  readonly #linkId: string;
  #saved: { readonly weighty: string; readonly at: number } | null = null;
  #moneyIn: string | null = null;

  constructor(ports: { database: Database; links: Links }, asset: AssetId, linkId: string) {
    this.#database = ports.database;
    this.#links = ports.links;
    this.#asset = asset;
    this.#linkId = linkId;
  }

  /** Durable when it resolves, unless it can wait. */
  async record(status: CabinetStatus): Promise<void> {
    const weighty = weightOf(status);
    const now = performance.now();
    if (this.#saved?.weighty === weighty && now - this.#saved.at < PLAYS_EVERY_MS) return;
    await this.#links.updateCabinet(this.#asset, this.#linkId, status);
    this.#saved = { weighty, at: now };
    await this.recordMeters(status);
  }

  /** A reading for the reconciliation, when money went in since the last. */
  async recordMeters(status: CabinetStatus): Promise<void> {
    const moneyIn = moneyInOf(status);
    if (moneyIn === null || moneyIn === this.#moneyIn) return;
    await recordReading(this.#database, this.#asset, status);
    this.#moneyIn = moneyIn;
  }
}

/** The status without what every play changes. */
function weightOf(status: CabinetStatus): string {
  if (status.connection !== 'ready') return JSON.stringify(status);
  const { credits: _, totalOut: __, ...meters } = status.meters;
  return JSON.stringify({ ...status, meters });
}
