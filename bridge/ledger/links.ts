/** Which bridge process holds which machine's link. The newest link of a machine wins, on whichever process. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import type { Database } from '../platform/postgres/database.ts';
import { IS_ALIVE } from './live-bridges.ts';

type Hello = Extract<KioskMessage, { type: 'hello' }>;

/** A link of a machine whose kiosk has shown its credentials. */
export interface LinkOfMachine {
  readonly asset: AssetId;
  readonly linkId: string;
  readonly linkNumber: number;
  readonly secretHash: string;
}

/** A link, with what its holder believes of the machine. */
export interface HeldLink extends LinkOfMachine {
  readonly enabled: boolean;
}

/** null: there was no older link. Of one that claimed the machine at the same moment, it is not known who held it. */
export interface Claimed {
  readonly older: { readonly heldBy: string | null } | null;
}

export interface AstrayLink {
  readonly asset: AssetId;
  /**
   * `lost`: the ledger does not have this link, nor a newer one; a statement of a process that died may have been
   * carried out after ours. `taken`: the machine has a newer link.
   */
  readonly place: 'held' | 'lost' | 'taken';
  /** False: its credentials have ended. */
  readonly admitted: boolean;
  readonly enabled: boolean;
}

export class Links {
  readonly #database: Database;
  readonly #bridgeId: string;
  readonly #pulse: Database;
  /** The last beat: those before it are over, as they have one connection. */
  #lastBeat: Promise<unknown> = Promise.resolve();

  /** @param pulse connections for the beat alone: a busy pool must not make this process look dead to the others. */
  constructor(database: Database, bridgeId: string, pulse: Database) {
    this.#database = database;
    this.#bridgeId = bridgeId;
    this.#pulse = pulse;
  }

  /** Says that this process lives; forgets processes that have not said so for long, and with them their links. */
  async beat(): Promise<void> {
    const beat = this.#pulse.query(
      `WITH dead AS (DELETE FROM bridges WHERE last_seen < now() - interval '1 hour' AND bridge_id <> $1)
       INSERT INTO bridges (bridge_id) VALUES ($1) ON CONFLICT (bridge_id) DO UPDATE SET last_seen = now()`,
      [this.#bridgeId],
    );
    this.#lastBeat = beat;
    await beat;
  }

  /**
   * This link is the machine's from now on. @returns null when its credentials have ended, or a process that lives
   * holds a newer link of the machine: two claims that cross leave the newer one, whichever comes last.
   */
  async claim(link: LinkOfMachine, hello: Hello): Promise<Claimed | null> {
    // FOR SHARE: a revocation under way is waited for, and one that comes later finds the link and ends it.
    const { rows } = await this.#database.query<{ isNew: boolean; heldBy: string | null }>(
      `WITH older AS (SELECT bridge_id FROM links WHERE asset = $1)
       INSERT INTO links AS l (asset, link_id, link_number, bridge_id, kiosk_version, kiosk_runtime, cabinet)
       SELECT asset, $2, $3, $4, $5, $6, $7 FROM machines WHERE asset = $1 AND secret_hash = $8 FOR SHARE
       ON CONFLICT (asset) DO UPDATE SET link_id = excluded.link_id, link_number = excluded.link_number,
         bridge_id = excluded.bridge_id, connected_at = now(), kiosk_version = excluded.kiosk_version,
         kiosk_runtime = excluded.kiosk_runtime, cabinet = excluded.cabinet,
         board_serial = CASE WHEN l.link_id = excluded.link_id THEN l.board_serial END,
         board_memory = CASE WHEN l.link_id = excluded.link_id THEN l.board_memory END,
         replaced_serial = CASE WHEN l.link_id = excluded.link_id THEN l.replaced_serial ELSE l.board_serial END,
         replaced_memory = CASE WHEN l.link_id = excluded.link_id THEN l.replaced_memory ELSE l.board_memory END
       WHERE l.link_number <= excluded.link_number OR NOT EXISTS (
         SELECT 1 FROM bridges b WHERE b.bridge_id = l.bridge_id AND ${IS_ALIVE})
       RETURNING l.xmax = 0 AS "isNew", (SELECT bridge_id FROM older) AS "heldBy"`,
      [
        link.asset,
        link.linkId,
        link.linkNumber,
        this.#bridgeId,
        hello.kiosk.version,
        hello.kiosk.runtime,
        hello.cabinet,
        link.secretHash,
      ],
    );
    const [row] = rows;
    return row ? { older: row.isNew ? null : { heldBy: row.heldBy } } : null;
  }

  /** @returns false when the machine has a newer link. */
  async updateCabinet(asset: AssetId, linkId: string, cabinet: CabinetStatus): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      'UPDATE links SET cabinet = $3 WHERE asset = $1 AND link_id = $2',
      [asset, linkId, cabinet],
    );
    return rowCount === 1;
  }

  /** Of these links, those that are not as their holder believes: the notice of the change may have been lost. */
  async astray(mine: readonly HeldLink[]): Promise<AstrayLink[]> {
    const { rows } = await this.#database.query<AstrayLink & Record<string, unknown>>(
      `SELECT asset, place, admitted, enabled FROM (
         SELECT mine.asset, mine.enabled AS believed, coalesce(m.enabled, false) AS enabled,
                coalesce(m.secret_hash = mine.secret_hash, false) AS admitted,
                CASE WHEN l.link_id = mine.link_id THEN 'held'
                     WHEN l.link_number > mine.link_number AND b.bridge_id IS NOT NULL THEN 'taken'
                     ELSE 'lost' END AS place
         FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::boolean[])
                AS mine (asset, link_id, link_number, secret_hash, enabled)
              LEFT JOIN machines m USING (asset)
              LEFT JOIN links l USING (asset)
              LEFT JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}) looked
       WHERE place <> 'held' OR NOT admitted OR enabled <> believed`,
      [
        mine.map(({ asset }) => asset),
        mine.map(({ linkId }) => linkId),
        mine.map(({ linkNumber }) => linkNumber),
        mine.map(({ secretHash }) => secretHash),
        mine.map(({ enabled }) => enabled),
      ],
    );
    return rows;
  }

  /**
   * Removes this link and the links in whose place it was; another link stays. It does not compare numbers: a ledger
   * that was set back gives lower numbers to the links that come after.
   */
  async release(asset: AssetId, linkIds: readonly string[]): Promise<void> {
    await this.#database.query('DELETE FROM links WHERE asset = $1 AND link_id = ANY($2::uuid[])', [
      asset,
      linkIds,
    ]);
  }

  /** This process stops: all its links with it. No beat may say later that it lives. */
  async leave(): Promise<void> {
    await Promise.allSettled([this.#lastBeat]);
    await this.#database.query('DELETE FROM bridges WHERE bridge_id = $1', [this.#bridgeId]);
  }
}
