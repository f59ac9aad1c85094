/** The machines that the bridge knows: enrolment, credentials, whether they may be funded. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { boardOf, isSameBoard, type BoardMemory, type CabinetStatus } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { IS_ALIVE } from './live-bridges.ts';
import { answerAll } from './questions.ts';

export interface Machine {
  readonly asset: AssetId;
  readonly designation: string;
  readonly enabled: boolean;
  /** What the microsite shows the player; null where it is not known. */
  readonly gameName: string | null;
}

/** A machine whose kiosk has shown these credentials. */
export interface AdmittedMachine extends Machine {
  readonly secretHash: string;
  /** Of two links of one machine, the one with the higher number showed its credentials later. */
  readonly linkNumber: number;
}

export interface Enrolment {
  readonly asset: AssetId;
  readonly designation: string;
  /** Shown once; only its hash is kept. */
  readonly secret: string;
}

/** A machine with the link of its kiosk, as far as any bridge process holds one. */
export interface MachineOnFloor extends Machine {
  readonly link: {
    /** The bridge process that holds it. */
    readonly heldBy: string;
    readonly connectedAt: Date;
    readonly kioskVersion: string;
    readonly kioskRuntime: string;
    readonly cabinet: CabinetStatus;
    /** The board about which ledger and kiosk agree; null: not compared yet, or they do not agree. */
    readonly board: BoardMemory | null;
  } | null;
  /** Whether its kiosk has told all that it knows since the database server started, which may have been set back. */
  readonly heard: boolean;
  /** How many are open: with one, nothing is decided about its fundings (questions.ts). */
  readonly questions: number;
}

export interface MachinesPage {
  readonly rows: readonly MachineOnFloor[];
  readonly isFirst: boolean;
  readonly more: boolean;
  /** On all pages. */
  readonly all: number;
  readonly connected: number;
}

const PAGE = 100;

export class Machines {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Enrols a machine, or gives an enrolled one a new secret; the old secret ends at once. */
  async enrol(asset: AssetId, gameName: string | null, actor: string): Promise<Enrolment> {
    const secret = randomBytes(32).toString('base64url');
    return this.#database.transaction(async (tx) => {
      const { rows } = await tx.query<{ designation: string; created: boolean }>(
        `INSERT INTO machines (asset, designation, secret_hash, game_name)
         VALUES ($1, unused_designation(), $2, $3)
         ON CONFLICT (asset) DO UPDATE SET secret_hash = excluded.secret_hash,
           game_name = coalesce(excluded.game_name, machines.game_name)
         RETURNING designation, (xmax = 0) AS created`,
        [asset, hashSecret(secret), gameName],
      );
      const row = rows[0];
      if (!row) throw new Error(`machine ${asset} was not written`);
      await endLinkOf(tx, asset);
      await recordAudit(tx, row.created ? 'machine.enrolled' : 'machine.secret-replaced', asset, { actor });
      return { asset, designation: row.designation, secret };
    });
  }

  /** @returns null when the asset is not enrolled or the secret is not its own. */
  async authenticate(asset: string, secret: string): Promise<AdmittedMachine | null> {
    const { rows } = await this.#database.query<AdmittedMachine & Record<string, unknown>>(
      `SELECT asset, designation, enabled, game_name AS "gameName", secret_hash AS "secretHash",
              nextval('link_numbers') AS "linkNumber"
       FROM machines WHERE asset = $1`,
      [asset],
    );
    const row = rows[0];
    return row && sameHash(row.secretHash, hashSecret(secret)) ? row : null;
  }

  /** @param machine as it was let in. @returns it as it is now, or null when its credentials have ended since. */
  async refresh(machine: AdmittedMachine): Promise<AdmittedMachine | null> {
    const { rows } = await this.#database.query<{ enabled: boolean; designation: string }>(
      'SELECT enabled, designation FROM machines WHERE asset = $1 AND secret_hash = $2',
      [machine.asset, machine.secretHash],
    );
    return rows[0] ? { ...machine, ...rows[0] } : null;
  }

  /** Ends the machine's credentials; enrolling it again gives it new ones. @returns false when it is not enrolled. */
  async revoke(asset: AssetId, actor: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const { rowCount } = await tx.query(`UPDATE machines SET secret_hash = 'revoked' WHERE asset = $1`, [
        asset,
      ]);
      if (rowCount === 0) return false;
      await endLinkOf(tx, asset);
      await recordAudit(tx, 'machine.revoked', asset, { actor });
      return true;
    });
  }

  /** @returns false when the asset is not enrolled. */
  async setEnabled(asset: AssetId, enabled: boolean, actor: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const { rowCount } = await tx.query('UPDATE machines SET enabled = $2 WHERE asset = $1', [
        asset,
        enabled,
      ]);
      if (rowCount === 0) return false;
      await recordAudit(tx, enabled ? 'machine.enabled' : 'machine.disabled', asset, { actor });
      return true;
    });
  }

  /**
   * The machine's transfer ids begin with other digits from now on, and count from one. What is open under the old ones is
   * settled under them. @returns the new designation; null when the asset is not enrolled.
   */
  async redesignate(asset: AssetId, actor: string): Promise<string | null> {
    return this.#database.transaction(async (tx) => {
      const { rows: before } = await tx.query<{ designation: string }>(
        'SELECT designation FROM machines WHERE asset = $1 FOR UPDATE',
        [asset],
      );
      if (!before[0]) return null;
      const { rows } = await tx.query<{ designation: string }>(
        `UPDATE machines SET designation = unused_designation(), last_transfer_number = 0
         WHERE asset = $1 RETURNING designation`,
        [asset],
      );
      const to = rows[0]?.designation ?? null;
      await tx.query('UPDATE links SET board_serial = NULL, board_memory = NULL WHERE asset = $1', [asset]);
      await recordAudit(tx, 'machine.redesignated', asset, { from: before[0].designation, to, actor });
      await answerAll(tx, asset, 'IMPLAUSIBLE', { actor, reason: `The machine is ${to} from now on.` });
      return to;
    });
  }

  /** @returns null when the asset is not enrolled. */
  async oneOnFloor(asset: AssetId): Promise<MachineOnFloor | null> {
    const { rows } = await this.#database.query<FloorRow>(`${SELECT_FLOOR} WHERE m.asset = $1`, [asset]);
    return rows[0] ? machineOnFloor(rows[0]) : null;
  }

  /** One page of the floor. @param after the asset that the page before ended with; empty for the first one. */
  async pageOfFloor(after: string): Promise<MachinesPage> {
    const { rows } = await this.#database.query<FloorRow>(
      `${SELECT_FLOOR} WHERE m.asset > $1 ORDER BY m.asset LIMIT $2`,
      [after, PAGE + 1],
    );
    const counts = await this.#database.query<{ all: number; connected: number }>(
      `SELECT (SELECT count(*) FROM machines) AS all,
              (SELECT count(*) FROM links l JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}) AS connected`,
    );
    return {
      rows: rows.slice(0, PAGE).map(machineOnFloor),
      isFirst: after === '',
      more: rows.length > PAGE,
      all: counts.rows[0]?.all ?? 0,
      connected: counts.rows[0]?.connected ?? 0,
    };
  }

  async beginningWith(text: string): Promise<MachineOnFloor[]> {
    const { rows } = await this.#database.query<FloorRow>(
      `${SELECT_FLOOR} WHERE starts_with(m.asset, $1) ORDER BY m.asset LIMIT $2`,
      [text, PAGE],
    );
    return rows.map(machineOnFloor);
  }

  async onFloor(): Promise<MachineOnFloor[]> {
    const { rows } = await this.#database.query<FloorRow>(`${SELECT_FLOOR} ORDER BY m.asset`);
    return rows.map(machineOnFloor);
  }
}

/**
 * The machine loses its link together with its credentials, so that no funding relies on that link, whatever its kiosk
 * has heard.
 */
async function endLinkOf(tx: Queryable, asset: AssetId): Promise<void> {
  await tx.query('DELETE FROM links WHERE asset = $1', [asset]);
}

/**
 * The machine, locked until the end of the transaction: fundings of one machine are decided one after the other, and
 * its running number is given out once.
 */
export async function lockMachine(tx: Queryable, asset: string): Promise<MachineOnFloor | null> {
  const { rows } = await tx.query<FloorRow>(`${SELECT_FLOOR} WHERE m.asset = $1 FOR UPDATE OF m`, [asset]);
  return rows[0] ? machineOnFloor(rows[0]) : null;
}

export interface FloorRow {
  asset: string;
  designation: string;
  enabled: boolean;
  gameName: string | null;
  heldBy: string;
  connectedAt: Date | null;
  kioskVersion: string;
  kioskRuntime: string;
  cabinet: CabinetStatus;
  serial: string | null;
  memoryId: string | null;
  heard: boolean;
  questions: number;
}

export const SELECT_FLOOR = `
  SELECT m.asset, m.designation, m.enabled, m.game_name AS "gameName", l.bridge_id AS "heldBy", l.connected_at AS "connectedAt", l.kiosk_version AS "kioskVersion",
         l.kiosk_runtime AS "kioskRuntime", l.cabinet, m.heard_in = run.now AS heard,
         CASE WHEN l.agreed_in = run.now THEN l.board_serial END AS serial,
         CASE WHEN l.agreed_in = run.now THEN l.board_memory END AS "memoryId",
         (SELECT count(*) FROM machine_questions q WHERE q.asset = m.asset AND q.answered_at IS NULL) AS questions
  FROM machines m CROSS JOIN (SELECT (SELECT server_run()) AS now OFFSET 0) run
  LEFT JOIN (links l JOIN bridges b ON b.bridge_id = l.bridge_id AND ${IS_ALIVE}) ON l.asset = m.asset`;

export function machineOnFloor(row: FloorRow): MachineOnFloor {
  const { asset, designation, enabled, gameName, heard, questions } = row;
  const { heldBy, connectedAt, kioskVersion, kioskRuntime, cabinet, serial, memoryId } = row;
  const agreed = serial === null || memoryId === null ? null : { serial, memoryId };
  const present = connectedAt && boardOf(cabinet);
  // Nothing was agreed about a board that was plugged in since then.
  const board = present === null || isSameBoard(agreed, present) ? agreed : null;
  const link = connectedAt && { heldBy, connectedAt, kioskVersion, kioskRuntime, cabinet, board };
  return { asset, designation, enabled, gameName, link, heard, questions };
}

/**
 * Secrets are 256 random bits that the bridge itself makes, so a plain hash cannot be guessed back; a slow one
 * would only make ten thousand kiosks wait after a restart.
 */
function hashSecret(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('base64url')}`;
}

function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
