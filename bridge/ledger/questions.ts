/**
 * Questions about a machine that only a person, or its kiosk, can answer. While one is open, nothing is ordered from
 * the machine and nothing new is decided about its fundings: a funding that is asked for again may be on its meter
 * already [exactly-once].
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';
import { COUNTS_OTHERS, countFurther, furtherOf, MOST_OPEN } from './further-questions.ts';

export type QuestionKind =
  /** The ledger was restored from a copy, and the kiosk has not told since what the copy lacks. It answers by itself. */
  | 'UNHEARD'
  /** A credit, or an order that may become one, that the ledger does not know and cannot book: whose is it? */
  | 'UNBOOKED'
  /** Neither journal nor board reach back to what the ledger knows: what was credited in between? */
  | 'INCOMPLETE'
  /** The machine tells a transfer id that it cannot have reached. It needs a new designation. */
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
  /** What was credited, or ordered, where it is about a credit. */
  readonly amount: Money | null;
  readonly detail: Record<string, unknown>;
  readonly askedAt: Date;
}

/**
 * A question is asked once for each subject: an answered one is not asked again.
 * @returns `full`: so many are open that this one is only counted. It is not in the ledger: whoever told it keeps it and
 * tells it again.
 */
export async function askQuestion(
  tx: Queryable,
  question: Pick<Question, 'asset' | 'kind' | 'subject' | 'detail'> & { readonly amount?: Money },
): Promise<'asked' | 'known' | 'full'> {
  const { asset, kind, subject, amount = null, detail } = question;
  const { rowCount } = await tx.query(
    `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
     SELECT $1::text, $2::text, $3::text, $4::bigint, $5::text, $6::jsonb
     WHERE (SELECT count(*) FROM machine_questions WHERE asset = $1 AND kind = $2 AND answered_at IS NULL) < ${MOST_OPEN}
     ON CONFLICT (asset, kind, subject) DO NOTHING`,
    [asset, kind, subject, amount?.minor ?? null, amount?.currency ?? null, detail],
  );
  if (rowCount === 1) {
    await recordAudit(tx, 'machine.question', asset, { kind, subject, amount, ...detail });
    return 'asked';
  }
  const { rows: known } = await tx.query(
    'SELECT 1 FROM machine_questions WHERE asset = $1 AND kind = $2 AND subject = $3',
    [asset, kind, subject],
  );
  if (known.length > 0) return 'known';
  await countFurther(tx, asset, kind, subject);
  return 'full';
}

export interface OpenQuestions {
  /** Of each machine and kind the {@link MOST_OF_A_KIND} oldest, with the one that counts others, and first those that only a person answers. */
  readonly listed: readonly Question[];
  /** How many are open in all: one machine may have asked without end. */
  readonly open: number;
}

const MOST_OF_A_KIND = 5;
const MOST_LISTED = 500;

/** The questions of all machines, in turn: no machine's questions hide those of another. */
export async function openQuestions(queryable: Queryable): Promise<OpenQuestions> {
  const { rows } = await queryable.query<QuestionRow & { open: number }>(
    `WITH open AS MATERIALIZED (
       SELECT asset, kind, count(*) AS many FROM machine_questions WHERE answered_at IS NULL GROUP BY asset, kind)
     SELECT q.*, (SELECT sum(many) FROM open)::bigint AS open
     FROM open o CROSS JOIN LATERAL (
       SELECT *, row_number() OVER (ORDER BY "questionId") AS turn FROM (
         ${SELECT_QUESTION} WHERE answered_at IS NULL AND asset = o.asset AND kind = o.kind
         ORDER BY ${COUNTS_OTHERS} DESC, question_id LIMIT ${MOST_OF_A_KIND}) oldest) q
     ORDER BY q.kind = 'UNHEARD', turn, "questionId" LIMIT ${MOST_LISTED}`,
  );
  return { listed: rows.map(question), open: rows[0]?.open ?? 0 };
}

/** What kinds of question are open about the machine. */
export async function openKinds(queryable: Queryable, asset: AssetId): Promise<QuestionKind[]> {
  const { rows } = await queryable.query<{ kind: QuestionKind }>(
    'SELECT DISTINCT kind FROM machine_questions WHERE asset = $1 AND answered_at IS NULL ORDER BY kind',
    [asset],
  );
  return rows.map(({ kind }) => kind);
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
  { questionId, asset, kind, subject, detail }: Question,
  answer: { readonly actor: string; readonly reason: string; readonly fundingId: string | null },
): Promise<void> {
  const { actor, reason, fundingId } = answer;
  await tx.query(
    `UPDATE machine_questions SET answered_at = now(), answered_by = $2, answer = $3 WHERE question_id = $1`,
    [questionId, actor, reason],
  );
  await recordAudit(tx, 'machine.answer', asset, {
    kind,
    subject,
    further: furtherOf({ detail }) ?? undefined,
    actor,
    reason,
    fundingId,
  });
}

/** Answers what is asked about the machine of that kind, if anything is. */
export async function answerAll(
  tx: Queryable,
  asset: AssetId,
  kind: QuestionKind,
  by: { readonly actor: string; readonly reason: string },
): Promise<void> {
  const { rows } = await tx.query<QuestionRow>(
    `${SELECT_QUESTION} WHERE asset = $1 AND kind = $2 AND answered_at IS NULL`,
    [asset, kind],
  );
  for (const row of rows) await answerQuestion(tx, question(row), { ...by, fundingId: null });
}

/** Answers that question, if it is open. */
export async function answerSubject(
  tx: Queryable,
  asset: AssetId,
  kind: QuestionKind,
  subject: string,
  by: { readonly actor: string; readonly reason: string },
): Promise<void> {
  const { rows } = await tx.query<QuestionRow>(
    `${SELECT_QUESTION} WHERE asset = $1 AND kind = $2 AND subject = $3 AND answered_at IS NULL`,
    [asset, kind, subject],
  );
  for (const row of rows) await answerQuestion(tx, question(row), { ...by, fundingId: null });
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

function question(row: QuestionRow): Question {
  const { questionId, asset, kind, subject, minor, currency, detail, askedAt } = row;
  const amount = minor === null || currency === null ? null : { minor, currency };
  return { questionId, asset, kind, subject, amount, detail, askedAt };
}
