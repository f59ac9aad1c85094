/** How far the ledger goes for a machine, and which board it has: what a kiosk's memories are held against. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';

/**
 * Transfers that may wait for one machine, and a few more: as far back as a copy of the ledger may be behind itself, and as
 * an order may be overtaken.
 */
export const WAITING_AT_MOST = 16;

/**
 * The transfers with the last numbers of the machine `m`, as many as may wait ($2). Each is looked up by its id (OFFSET 0
 * forbids any other plan): of a range of ids PostgreSQL cannot tell that it is a short one, and would read all transfers.
 */
export const LAST_ORDERS = `(
  SELECT t.* FROM generate_series(greatest(0, m.last_transfer_number - $2), m.last_transfer_number) number
  CROSS JOIN LATERAL (
    SELECT * FROM transfers WHERE transfer_id = m.designation || '-' || lpad(number::text, 10, '0') OFFSET 0) t)`;

export interface MachineMemory {
  readonly designation: string;
  /** The number of its last order. */
  readonly last: number;
  /** The board that it had when its kiosk last told; null: none. */
  readonly board: BoardMemory | null;
  /** The run in which its kiosk last told all that it knows; empty: none. */
  readonly heardIn: string;
  /** The run of the database server now. */
  readonly run: string;
}

/** Both ends left out; in the order of the characters. */
export interface IdRange {
  readonly after: string;
  readonly before: string;
}

/**
 * @returns how far the ledger goes, with the oldest of the machine's last orders that has not left as far as this
 * ledger knows; null when the asset is not enrolled.
 */
export async function findHorizon(
  queryable: Queryable,
  asset: AssetId,
): Promise<
  (Pick<MachineMemory, 'designation' | 'last' | 'run'> & { readonly neverSent: TransferId | null }) | null
> {
  const { rows } = await queryable.query<{
    designation: string;
    last: number;
    neverSent: string | null;
    run: string;
  }>(
    `SELECT designation, last_transfer_number AS last, server_run() AS run,
       (SELECT min(t.transfer_id) FROM ${LAST_ORDERS} t WHERE t.sent_at IS NULL) AS "neverSent"
     FROM machines m WHERE asset = $1`,
    [asset, WAITING_AT_MOST],
  );
  return rows[0] ?? null;
}

/** The memory of the machine, locked until the transaction ends. @returns null when the asset is not enrolled. */
export async function lockMemory(tx: Queryable, asset: AssetId): Promise<MachineMemory | null> {
  const { rows } = await tx.query<{
    designation: string;
    last: number;
    serial: string | null;
    memoryId: string | null;
    heardIn: string;
  }>(
    `SELECT designation, last_transfer_number AS last, board_serial AS serial, board_memory AS "memoryId",
            heard_in AS "heardIn"
     FROM machines WHERE asset = $1 FOR UPDATE`,
    [asset],
  );
  // Read after the lock: what a restore asks about the machine waits for the lock, and what it asked before is seen
  // now.
  const { rows: runs } = await tx.query<{ run: string }>('SELECT server_run() AS run');
  if (!rows[0] || !runs[0]) return null;
  const { serial, memoryId, ...machine } = rows[0];
  const board = serial === null || memoryId === null ? null : { serial, memoryId };
  return { ...machine, board, run: runs[0].run };
}

export async function raiseLastNumber(
  tx: Queryable,
  asset: AssetId,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await tx.query('UPDATE machines SET last_transfer_number = $2 WHERE asset = $1', [asset, to]);
  await recordAudit(tx, 'machine.number-raised', asset, { from, to });
}

/**
 * The newest credit that this board has confirmed: neither one that a person settled, nor one of an order that the
 * board was never told to begin. Null: none.
 */
export async function newestCreditOfBoard(
  tx: Queryable,
  asset: AssetId,
  board: BoardMemory,
  { after, before }: IdRange,
): Promise<TransferId | null> {
  const { rows } = await tx.query<{ transferId: string }>(
    `SELECT transfer_id AS "transferId" FROM transfers
     WHERE asset = $1 AND status = 'CREDITED' AND board_serial = $2 AND board_memory = $3
       AND transfer_id > $4 AND transfer_id < $5 AND NOT settled_by_hand AND elsewhere_id IS NULL
     ORDER BY transfer_id DESC LIMIT 1`,
    [asset, board.serial, board.memoryId, after, before],
  );
  return rows[0]?.transferId ?? null;
}

/** The last id that this ledger has sent to the machine; null: none. */
export async function lastSent(
  tx: Queryable,
  asset: AssetId,
  designation: string,
): Promise<TransferId | null> {
  const { rows } = await tx.query<{ sent: TransferId }>(
    `SELECT transfer_id AS sent FROM transfers
     WHERE asset = $1 AND transfer_id > $2 AND transfer_id < $3 AND sent_at IS NOT NULL AND NOT recovered
     ORDER BY transfer_id DESC LIMIT 1`,
    [asset, `${designation}-`, `${designation}.`],
  );
  return rows[0]?.sent ?? null;
}

/** The machine has this board from now on. @returns whether it never had it before. */
export async function changeBoard(tx: Queryable, asset: AssetId, board: BoardMemory): Promise<boolean> {
  const values = [asset, board.serial, board.memoryId];
  const { rowCount } = await tx.query(
    'INSERT INTO machine_boards (asset, serial, memory_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    values,
  );
  await tx.query('UPDATE machines SET board_serial = $2, board_memory = $3 WHERE asset = $1', values);
  return rowCount === 1;
}

/** Whether this link took the place of one with that board. */
export async function replacedBoard(
  tx: Queryable,
  asset: AssetId,
  linkId: string,
  { serial, memoryId }: BoardMemory,
): Promise<boolean> {
  const { rows } = await tx.query<{ replaced: boolean }>(
    `SELECT replaced_serial = $3 AND replaced_memory = $4 AS replaced FROM links WHERE asset = $1 AND link_id = $2`,
    [asset, linkId, serial, memoryId],
  );
  return rows[0]?.replaced === true;
}

/** Notes that the machine's kiosk has told all that it knows, in this run. */
export async function noteHeard(tx: Queryable, asset: AssetId, run: string): Promise<void> {
  await tx.query('UPDATE machines SET heard_in = $2 WHERE asset = $1 AND heard_in <> $2', [asset, run]);
}

/** @param board with which ledger and journal agree; null: with none. @returns whether the link is there still. */
export async function noteAgreement(
  tx: Queryable,
  { asset, linkId }: { readonly asset: AssetId; readonly linkId: string },
  board: BoardMemory | null,
  run: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'UPDATE links SET board_serial = $3, board_memory = $4, agreed_in = $5 WHERE asset = $1 AND link_id = $2',
    [asset, linkId, board?.serial ?? null, board?.memoryId ?? null, run],
  );
  return rowCount === 1;
}
