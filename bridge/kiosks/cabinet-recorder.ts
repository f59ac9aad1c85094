/**
 * Keeps in the ledger what a cabinet says about itself. What a decision about a funding depends on is written at once;
 * plays are written only now and then. A write is tried until the ledger has it, because an idle machine does not tell it
 * again.
 */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Links } from '../ledger/links.ts';
import { moneyInOf, recordReading } from '../ledger/meter-readings.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';

/** Credits and total out change with every play. When nothing else has changed, they are written this often at most. */
const PLAYS_EVERY_MS = 10_000;
/** How long to wait after a write that failed. */
const AGAIN_MS = 1_000;

interface Ports {
  readonly database: Database;
  readonly links: Links;
  readonly log: Log;
}

export class CabinetRecorder {
  readonly #ports: Ports;
  readonly #asset: AssetId;
  readonly #linkId: string;
  readonly #inTurn: (step: () => Promise<void>) => void;
  /** What was told and is not in the ledger yet: only the newest is worth writing. */
  #newest: CabinetStatus | null = null;
  #queued = false;
  #timer: NodeJS.Timeout | null = null;
  #saved: { readonly weighty: string; readonly at: number } | null = null;
  #moneyIn: string | null = null;

  /** @param inTurn runs a step when the machine's earlier ones are done. */
  constructor(ports: Ports, asset: AssetId, linkId: string, inTurn: (step: () => Promise<void>) => void) {
    this.#ports = ports;
    this.#asset = asset;
    this.#linkId = linkId;
    this.#inTurn = inTurn;
  }

  changed(status: CabinetStatus): void {
    this.#newest = status;
    const saved = this.#saved;
    const canWait = saved !== null && saved.weighty === weightOf(status);
    this.#writeIn(canWait ? saved.at + PLAYS_EVERY_MS - performance.now() : 0);
  }

  /** Takes a reading for the reconciliation, when money went in since the last one. */
  async recordMeters(status: CabinetStatus): Promise<void> {
    const moneyIn = moneyInOf(status);
    if (status.connection !== 'ready' || moneyIn === this.#moneyIn) return;
    const link = { asset: this.#asset, linkId: this.#linkId };
    if (await recordReading(this.#ports.database, link, status)) this.#moneyIn = moneyIn;
  }

  /** The link is gone: the next hello tells the status again. */
  stop(): void {
    this.#newest = null;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #writeIn(ms: number): void {
    if (this.#queued) return; // that write will take the newest status
    if (this.#timer) clearTimeout(this.#timer);
    if (ms > 0) {
      this.#timer = setTimeout(() => this.#writeIn(0), ms);
      return;
    }
    this.#queued = true;
    this.#inTurn(() => this.#write());
  }

  async #write(): Promise<void> {
    this.#queued = false;
    const status = this.#newest;
    if (status === null) return;
    const at = performance.now();
    try {
      // A link that does not have its place in the ledger may get it later: then its claim tells the status as well.
      const held = await this.#ports.links.updateCabinet(this.#asset, this.#linkId, status);
      await this.recordMeters(status);
      if (held) this.#saved = { weighty: weightOf(status), at };
      if (held && this.#newest === status) this.#newest = null;
    } catch (error) {
      this.#ports.log.warn({ err: error }, 'status of a cabinet not written, tried again');
    }
    if (this.#newest !== null) this.#writeIn(AGAIN_MS);
  }
}

/** The status without what every play changes. */
function weightOf(status: CabinetStatus): string {
  if (status.connection !== 'ready') return JSON.stringify(status);
  const { credits: _, totalOut: __, ...meters } = status.meters;
  return JSON.stringify({ ...status, meters });
}
