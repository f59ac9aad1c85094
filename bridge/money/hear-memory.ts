/**
 * Compares the ledger with what a kiosk tells of its journal and its board, on every link and for every board: an order
 * may go to that board only when all three agree [exactly-once] [confirmed-only].
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { recordAudit } from '../ledger/audit.ts';
import {
  changeBoard,
  findHorizon,
  lastSent,
  lockMemory,
  newestCreditOfBoard,
  noteAgreement,
  noteHeard,
  raiseLastNumber,
  replacedBoard,
  type MachineMemory,
} from '../ledger/memories.ts';
import { answerAll, askQuestion, openKinds, type QuestionKind } from '../ledger/questions.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import {
  areTwoBoards,
  isKnownWitness,
  isNewWitness,
  judgeBoard,
  judgeNumbers,
  lostByBoard,
  nobodyKnows,
  olderBoard,
  tellAfter,
  type MemoryReport,
} from './judge-memory.ts';

export interface Comparison {
  readonly agreed: boolean;
  /** Why they do not agree. */
  readonly questions: readonly QuestionKind[];
  /** The database server has started anew, or its data were set back, since the kiosk was welcomed: it must tell all again. */
  readonly outdated: boolean;
}

/** What a kiosk is told about how far the ledger goes. */
export interface Horizon {
  /** The id after which the kiosk must tell again all that it knows. */
  readonly tellAfter: TransferId | null;
  /** The run of the database server in which it is told. */
  readonly run: string;
}

interface Link {
  readonly asset: AssetId;
  readonly linkId: string;
}

/** @returns null when the asset is not enrolled. */
export async function horizonOf(database: Queryable, asset: AssetId): Promise<Horizon | null> {
  const found = await findHorizon(database, asset);
  return found && { tellAfter: tellAfter(found, found.neverSent), run: found.run };
}

/**
 * Durable when it resolves. If they agree, orders may go to that board over this link from then on.
 * @param run of {@link horizonOf}, which the report answers.
 * @param toldAll whether all that the kiosk told before has its place in the ledger; otherwise it has not been heard.
 */
export async function compareMemories(
  database: Database,
  link: Link,
  report: MemoryReport,
  run: string,
  toldAll: boolean,
): Promise<Comparison> {
  return database.transaction(async (tx) => {
    const { asset } = link;
    const machine = await lockMemory(tx, asset);
    if (machine === null || machine.run !== run) return { agreed: false, questions: [], outdated: true };
    const { plausible, question, raiseTo } = judgeNumbers(machine, report);
    if (question !== null) await askQuestion(tx, { asset, ...question });
    if (raiseTo !== null) await raiseLastNumber(tx, asset, { from: machine.last, to: raiseTo });
    if (plausible) {
      await askAboutOlderBoard(tx, asset, machine, report);
      await askWhoKnows(tx, asset, machine, report);
      await noteBoard(tx, link, machine, report);
    }
    const heard = plausible && toldAll;
    if (heard) {
      await noteHeard(tx, asset, run);
      await answerAll(tx, asset, 'UNHEARD', { actor: 'bridge', reason: 'The kiosk has told what it knows.' });
    }
    const questions = await openKinds(tx, asset);
    const agreed = heard && questions.length === 0;
    const isNoted = await noteAgreement(tx, link, agreed ? report.board : null, run);
    return { agreed: agreed && isNoted, questions, outdated: false };
  });
}

async function askAboutOlderBoard(
  tx: Queryable,
  asset: AssetId,
  machine: MachineMemory,
  report: MemoryReport,
): Promise<void> {
  const credited = await newestCreditOfBoard(tx, asset, report.board, lostByBoard(machine, report));
  if (credited !== null) await askQuestion(tx, { asset, ...olderBoard(credited, report) });
}

async function askWhoKnows(
  tx: Queryable,
  asset: AssetId,
  machine: MachineMemory,
  report: MemoryReport,
): Promise<void> {
  if (isKnownWitness(machine, report)) return;
  if (isNewWitness(machine, report, await lastSent(tx, asset, machine.designation))) return;
  await askQuestion(tx, { asset, ...nobodyKnows(machine, report) });
}

async function noteBoard(
  tx: Queryable,
  { asset, linkId }: Link,
  { board: before }: MachineMemory,
  { board: now }: MemoryReport,
): Promise<void> {
  if (judgeBoard(before, now) === 'same') return;
  const isNew = await changeBoard(tx, asset, now);
  if (before === null) return;
  await recordAudit(tx, 'machine.board-changed', asset, { from: before, to: now });
  const whileBeforeStood = await replacedBoard(tx, asset, linkId, before);
  if (!areTwoBoards({ isNew, whileBeforeStood })) return;
  await askQuestion(tx, { asset, kind: 'TWO_BOARDS', subject: linkId, detail: { before, now } });
}
