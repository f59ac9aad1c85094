/**
 * Questions about a machine that only a person can answer, or its kiosk. While one is open nothing is ordered from the
 * machine and nothing new is decided about its fundings: one that is asked for again may be on its meter already (M1).
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../postgres/database.ts';
import { recordAudit } from './audit.ts';

export type QuestionKind =
  /** The ledger was restored from a copy, and the kiosk has not told since what the copy lacks. It answers by itself. */
  | 'UNHEARD'
  /** A credit that the ledger does not know, and for which no funding is known: whose is it? */
  | 'UNBOOKED'
  /** Neither journal nor board reach back to what the ledger knows: what was credited in between? */
  | 'INCOMPLETE'
  /** The machine tells a transfer id that it can not have reached. It needs a new designation. */
  | 'IMPLAUSIBLE'
  /** The board does not know what it told the ledger: its memory is a copy from before. */
  | 'BOARD_OLDER'
  /** Two boards take turns under one asset: which of them is the machine's? */
  | 'TWO_BOARDS';

export interface Question {
  readonly questionId: number;
  readonly asset: AssetId;
  readonly kind: QuestionKind;
  readonly subject: string;
  /** What was credited, where it is about a credit. */
  readonly amount: Money | null;
  readonly detail: Record<string, unknown>;
  readonly askedAt: Date;
}

/** Once for each subject: an answered question is not asked again. */
export async function askQuestion(
  tx: Queryable,
  question: Pick<Question, 'asset' | 'kind' | 'subject' | 'detail'> & { readonly amount?: Money },
): Promise<void> {
  const { asset, kind, subject, amount = null, detail } = question;
  const { rowCount } = await tx.query(
    `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (asset, kind, subject) DO NOTHING`,
    [asset, kind, subject, amount?.minor ?? null, amount?.currency ?? null, detail],
  );
  if (rowCount === 1) await recordAudit(tx, 'machine.question', asset, { kind, subject, amount, ...detail });
}

/** Of one machine, or of all; oldest first. */
export async function openQuestions(queryable: Queryable, asset: AssetId | null): Promise<Question[]> {
  const { rows } = await queryable.query<QuestionRow>(
    `${SELECT_QUESTION} WHERE answered_at IS NULL AND ($1::text IS NULL OR asset = $1) ORDER BY question_id LIMIT 500`,
    [asset],
  );
  return rows.map(question);
}

/** The open question, locked until the transaction ends; null: there is none. */
export async function lockQuestion(tx: Queryable, questionId: number): Promise<Question | null> {
  const { rows } = await tx.query<QuestionRow>(
    `${SELECT_QUESTION} WHERE question_id = $1 AND answered_at IS NULL FOR UPDATE`,
    [questionId],
  );
  return rows[0] ? question(rows[0]) : null;
}

export async function answerQuestion(
  tx: Queryable,
  { questionId, asset, kind, subject }: Question,
  answer: { readonly actor: string; readonly reason: string; readonly fundingId: string | null },
): Promise<void> {
  const { actor, reason, fundingId } = answer;
  await tx.query(
    `UPDATE machine_questions SET answered_at = now(), answered_by = $2, answer = $3 WHERE question_id = $1`,
    [questionId, actor, reason],
  );
  await recordAudit(tx, 'machine.answer', asset, { kind, subject, actor, reason, fundingId });
}

/** Answers what is asked about the machine of that kind, if anything is. */
export async function answerAll(
  tx: Queryable,
  asset: AssetId,
  kind: QuestionKind,
  by: { readonly actor: string; readonly reason: string },
): Promise<void> {
  const open = await openQuestions(tx, asset);
  for (const one of open) if (one.kind === kind) await answerQuestion(tx, one, { ...by, fundingId: null });
}

interface QuestionRow {
  questionId: number;
  asset: string;
  kind: QuestionKind;
  subject: string;
  minor: number | null;
  currency: string | null;
  detail: Record<string, unknown>;
  askedAt: Date;
}

const SELECT_QUESTION = `SELECT question_id AS "questionId", asset, kind, subject, amount_minor AS minor, currency, detail,
         asked_at AS "askedAt" FROM machine_questions`;

function question({ minor, currency, ...row }: QuestionRow): Question {
  return { ...row, amount: minor === null || currency === null ? null : { minor, currency } };
}
