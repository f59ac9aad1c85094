/** Which bridge process holds which machine's link. The newest link of a machine wins, on whichever process. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Database } from '../postgres/database.ts';

type Hello = Extract<KioskMessage, { type: 'hello' }>;

/** A process that has not beaten for this long, ten beats, is taken for dead. */
const ALIVE_SECONDS = 10;

export class Links {
  readonly #database: Database;
  readonly #bridgeId: string;

  constructor(database: Database, bridgeId: string) {
    this.#database = database;
    this.#bridgeId = bridgeId;
  }

  /** Says that this process lives; forgets processes that have not said so for long, and with them their links. */
  async beat(): Promise<void> {
    await this.#database.query(
      `WITH dead AS (DELETE FROM bridges WHERE last_seen < now() - interval '1 hour' AND bridge_id <> $1)
       INSERT INTO bridges (bridge_id) VALUES ($1) ON CONFLICT (bridge_id) DO UPDATE SET last_seen = now()`,
      [this.#bridgeId],
    );
  }

  /** This link is the machine's from now on. */
  async claim(asset: AssetId, linkId: string, hello: Hello): Promise<void> {
    await this.#database.query(
      `INSERT INTO links (asset, link_id, bridge_id, kiosk_version, kiosk_runtime, cabinet)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (asset) DO UPDATE SET link_id = excluded.link_id, bridge_id = excluded.bridge_id,
         connected_at = now(), kiosk_version = excluded.kiosk_version, kiosk_runtime = excluded.kiosk_runtime,
         cabinet = excluded.cabinet`,
      [asset, linkId, this.#bridgeId, hello.kiosk.version, hello.kiosk.runtime, hello.cabinet],
    );
  }

  /** @returns false when the machine has a newer link. */
  async updateCabinet(asset: AssetId, linkId: string, cabinet: CabinetStatus): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      'UPDATE links SET cabinet = $3 WHERE asset = $1 AND link_id = $2',
      [asset, linkId, cabinet],
    );
    return rowCount === 1;
  }

  /**
   * Those of these links that are not the ledger's, while no process that lives holds the machine: a statement of a
   * process that died may have been carried out after ours.
   */
  async lost(mine: readonly { asset: AssetId; linkId: string }[]): Promise<AssetId[]> {
    const { rows } = await this.#database.query<{ asset: string }>(
      `SELECT mine.asset FROM unnest($1::text[], $2::uuid[]) AS mine (asset, link_id)
       WHERE NOT EXISTS (
         SELECT 1 FROM links l JOIN bridges b USING (bridge_id)
         WHERE l.asset = mine.asset
           AND (l.link_id = mine.link_id OR b.last_seen > now() - make_interval(secs => $3)))`,
      [mine.map(({ asset }) => asset), mine.map(({ linkId }) => linkId), ALIVE_SECONDS],
    );
    return rows.map((row) => row.asset);
  }

  /** The link is gone; a newer one of the same machine stays. */
  async release(asset: AssetId, linkId: string): Promise<void> {
    await this.#database.query('DELETE FROM links WHERE asset = $1 AND link_id = $2', [asset, linkId]);
  }

  /** This process stops: all its links with it. */
  async leave(): Promise<void> {
    await this.#database.query('DELETE FROM bridges WHERE bridge_id = $1', [this.#bridgeId]);
  }
}
