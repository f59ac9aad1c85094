/**
 * The ledger held against what a kiosk tells of its journal and its board, on every link and for every board: only where
 * all three agree may an order go to that board [exactly-once] [confirmed-only].
 */
import { isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { AssetId, KioskMessage } from '../../protocol/egm-link.ts';
import { designationOf, type TransferId } from '../../protocol/transfer.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { answerAll, askQuestion, openKinds, type QuestionKind } from './questions.ts';

type MemoryReport = Extract<KioskMessage, { type: 'memory' }>;

/** Further than this no machine comes while a ledger is away: years of use, and far from the last number there is. */
const MOST_NUMBERS_AHEAD = 100_000;

/** Transfers that may wait for one machine, and a few more: as far back as a copy of the ledger may be behind itself. */
const WAITING_AT_MOST = 16;

export interface Comparison {
  readonly agreed: boolean;
  /** Why not. */
  readonly questions: readonly QuestionKind[];
  /** The database server has started anew, or its data were set back, since the kiosk was welcomed: it must tell all again. */
  readonly outdated: boolean;
}

interface MachineRow {
  designation: string;
  last: number;
  serial: string | null;
  memoryId: string | null;
  /** The run in which its kiosk last told all that it knows; empty: none. */
  heardIn: string;
  run: string;
}

/** What is told to a kiosk of how far its ledger goes. */
export interface Horizon {
  /** After which id the kiosk must tell all that it knows again. */
  readonly tellAfter: TransferId | null;
  /** In which run of the database server. */
  readonly run: string;
}

/**
 * Durable when it resolves. From then on, where they agree, orders may go to that board over this link.
 * @param run of {@link horizonOf}, which the report answers.
 * @param toldAll whether all that the kiosk told before has its place in the ledger; otherwise it has not been heard.
 */
export async function compareMemories(
  database: Database,
  { asset, linkId }: { readonly asset: AssetId; readonly linkId: string },
  report: MemoryReport,
  run: string,
  toldAll: boolean,
): Promise<Comparison> {
  return database.transaction(async (tx) => {
    const machine = await lockRow(tx, asset);
    if (!machine || machine.run !== run) return { agreed: false, questions: [], outdated: true };
    const plausible = await raiseNumber(tx, asset, machine, report);
    if (plausible) {
      await askAboutOlderBoard(tx, asset, machine, report);
      await askWhoKnows(tx, asset, machine, report);
      await noteBoard(tx, { asset, linkId }, machine, report.board);
    }
    const heard = plausible && toldAll;
    if (heard) {
      await tx.query('UPDATE machines SET heard_in = $2 WHERE asset = $1 AND heard_in <> $2', [asset, run]);
      await answerAll(tx, asset, 'UNHEARD', { actor: 'bridge', reason: 'The kiosk has told what it knows.' });
    }
    const questions = await openKinds(tx, asset);
    const agreed = heard && questions.length === 0;
    const { serial, memoryId } = report.board;
    const { rowCount } = await tx.query(
      'UPDATE links SET board_serial = $3, board_memory = $4, agreed_in = $5 WHERE asset = $1 AND link_id = $2',
      [asset, linkId, agreed ? serial : null, agreed ? memoryId : null, run],
    );
    return { agreed: agreed && rowCount === 1, questions, outdated: false };
  });
}

/** @returns null when the asset is not enrolled. */
export async function horizonOf(database: Queryable, asset: AssetId): Promise<Horizon | null> {
  const { rows } = await database.query<{
    designation: string;
    last: number;
    neverSent: string | null;
    run: string;
  }>(
    `SELECT designation, last_transfer_number AS last, server_run() AS run,
       (SELECT min(transfer_id) FROM transfers t
        WHERE t.transfer_id BETWEEN m.designation || '-' || lpad(greatest(0, m.last_transfer_number - $2)::text, 10, '0')
          AND m.designation || '-' || lpad(m.last_transfer_number::text, 10, '0') AND t.sent_at IS NULL) AS "neverSent"
     FROM machines m WHERE asset = $1`,
    [asset, WAITING_AT_MOST],
  );
  const row = rows[0];
  if (!row) return null;
  const { designation, run } = row;
  // One that never left by this ledger's word may have left after the copy was made that it came from.
  const number = row.neverSent === null ? row.last : numberOf(row.neverSent) - 1;
  return { tellAfter: number === 0 ? null : idOf(designation, number), run };
}

async function lockRow(tx: Queryable, asset: AssetId): Promise<MachineRow | undefined> {
  const { rows } = await tx.query<Omit<MachineRow, 'run'> & Record<string, unknown>>(
    `SELECT designation, last_transfer_number AS last, board_serial AS serial, board_memory AS "memoryId",
            heard_in AS "heardIn"
     FROM machines WHERE asset = $1 FOR UPDATE`,
    [asset],
  );
  // After the lock: what a restore asks about the machine waits for it, and what it asked before is seen now.
  const { rows: runs } = await tx.query<{ run: string }>('SELECT server_run() AS run');
  return rows[0] && runs[0] && { ...rows[0], ...runs[0] };
}

/** No id is given out that the machine has seen. @returns false where what it tells cannot be so. */
async function raiseNumber(
  tx: Queryable,
  asset: AssetId,
  { designation, last }: MachineRow,
  { journalLast, boardLast, incompleteBelow }: MemoryReport,
): Promise<boolean> {
  const told = [journalLast, boardLast, incompleteBelow].filter((id) => id !== null);
  // It was welcomed before the machine got a new designation: its next link tells of that.
  if (told.some((id) => designationOf(id) !== designation)) return false;
  const highest = Math.max(0, ...told.map(numberOf));
  if (highest > last + MOST_NUMBERS_AHEAD) {
    const subject = idOf(designation, highest);
    await askQuestion(tx, { asset, kind: 'IMPLAUSIBLE', subject, detail: { last, journalLast, boardLast } });
    return false;
  }
  if (incompleteBelow !== null && numberOf(incompleteBelow) > last + 1) {
    const detail = { from: last + 1, below: numberOf(incompleteBelow) };
    await askQuestion(tx, { asset, kind: 'INCOMPLETE', subject: incompleteBelow, detail });
  }
  if (highest > last) {
    await tx.query('UPDATE machines SET last_transfer_number = $2 WHERE asset = $1', [asset, highest]);
    await recordAudit(tx, 'machine.number-raised', asset, { from: last, to: highest });
  }
  return true;
}

/** The kiosk compares its journal with the board; where it has lost that too, the ledger still knows better. */
async function askAboutOlderBoard(
  tx: Queryable,
  asset: AssetId,
  { designation }: MachineRow,
  { board, boardLast }: MemoryReport,
): Promise<void> {
  const { rows } = await tx.query<{ transferId: string }>(
    `SELECT transfer_id AS "transferId" FROM transfers
     WHERE asset = $1 AND status = 'CREDITED' AND board_serial = $2 AND board_memory = $3
       AND transfer_id > $4 AND transfer_id < $5 AND NOT settled_by_hand AND elsewhere_id IS NULL
     ORDER BY transfer_id DESC LIMIT 1`,
    [asset, board.serial, board.memoryId, boardLast ?? `${designation}-`, `${designation}.`],
  );
  const subject = rows[0]?.transferId;
  if (subject === undefined) return;
  await askQuestion(tx, { asset, kind: 'BOARD_OLDER', subject, detail: { board, boardLast } });
}

/**
 * A unit with a new journal and a new board has nothing to tell of what a ledger lacks that was set back. That it says so
 * is no answer, before the machine is heard in this run: the board that the ledger knows is a witness, and a journal that has
 * all that was sent.
 */
async function askWhoKnows(
  tx: Queryable,
  asset: AssetId,
  { designation, last, serial, memoryId, run, heardIn }: MachineRow,
  { board, journalLast, boardLast }: MemoryReport,
): Promise<void> {
  if (heardIn === run || (serial !== null && memoryId !== null && isSameBoard(board, { serial, memoryId })))
    return;
  const { rows } = await tx.query<{ sent: TransferId }>(
    `SELECT transfer_id AS sent FROM transfers
     WHERE asset = $1 AND transfer_id > $2 AND transfer_id < $3 AND sent_at IS NOT NULL AND NOT recovered
     ORDER BY transfer_id DESC LIMIT 1`,
    [asset, `${designation}-`, `${designation}.`],
  );
  const sent = rows[0]?.sent ?? null;
  if (journalLast !== null && journalLast >= (sent ?? '')) return;
  if (serial === null && sent === null) return; // by this ledger's word no kiosk has ever spoken for the machine
  const next = idOf(designation, last + 1);
  await askQuestion(tx, {
    asset,
    kind: 'INCOMPLETE',
    subject: `${next} in ${run}`, // once for each run: what was answered for an earlier one says nothing of this one
    detail: { from: last + 1, journalLast, boardLast },
  });
}

/** A machine's board may be replaced; that two take turns, or are there at once, is an alarm. */
async function noteBoard(
  tx: Queryable,
  { asset, linkId }: { readonly asset: AssetId; readonly linkId: string },
  { serial, memoryId }: MachineRow,
  board: BoardMemory,
): Promise<void> {
  const before = serial === null || memoryId === null ? null : { serial, memoryId };
  if (isSameBoard(before, board)) return;
  const values = [asset, board.serial, board.memoryId];
  const { rowCount: isNew } = await tx.query(
    'INSERT INTO machine_boards (asset, serial, memory_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    values,
  );
  await tx.query('UPDATE machines SET board_serial = $2, board_memory = $3 WHERE asset = $1', values);
  if (before === null) return;
  await recordAudit(tx, 'machine.board-changed', asset, { from: before, to: board });
  const { rows } = await tx.query<{ replaced: boolean }>(
    `SELECT replaced_serial = $3 AND replaced_memory = $4 AS replaced FROM links WHERE asset = $1 AND link_id = $2`,
    [asset, linkId, before.serial, before.memoryId],
  );
  if (isNew === 1 && rows[0]?.replaced !== true) return;
  await askQuestion(tx, { asset, kind: 'TWO_BOARDS', subject: linkId, detail: { before, now: board } });
}

function idOf(designation: string, number: number): TransferId {
  return `${designation}-${String(number).padStart(10, '0')}`;
}

function numberOf(transferId: TransferId): number {
  return Number(transferId.slice(7));
}
