/**
 * An operator answers a question about a machine's memories. If it is about a credit, the operator says whose credit it
 * is.
 */
import { Value } from 'typebox/value';
import { BoardMemory } from '../../protocol/cabinet.ts';
import { TransferId } from '../../protocol/transfer.ts';
import type { FundingRecord } from '../ledger/fundings.ts';
import { answerQuestion, lockQuestion, type Question } from '../ledger/questions.ts';
import { isBoardThere } from '../ledger/board-answers.ts';
import { keepBooking } from '../ledger/booked-answers.ts';
import { bookLost } from '../ledger/recovered.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { creditByPerson } from './credit-elsewhere.ts';
import { SettleError } from './settle-by-hand.ts';

export interface Answer {
  /** The funding that a credit belongs to; null: to none that is known. */
  readonly fundingId: FundingRecord['fundingId'] | null;
  /** True: the operator is sure that it belongs to none, although the kiosk names a funding. */
  readonly nowhere: boolean;
  readonly reason: string;
  readonly actor: string;
}

/** The machine opens again when its last question is answered. @throws {SettleError} nothing was changed. */
export async function answerMachineQuestion(
  ports: { readonly database: Database; readonly notices: Notices; readonly merchantId: string },
  questionId: number,
  answer: Answer,
): Promise<Question> {
  const { database, notices, merchantId } = ports;
  const { question, settled } = await database.transaction(async (tx) => {
    const found = await lockQuestion(tx, questionId);
    if (!found) throw new SettleError('NOT_FOUND', 'No open question has this number.');
    if (found.kind === 'IMPLAUSIBLE')
      throw new SettleError(
        'CONFLICT',
        'Only a new designation answers this: bridge:admin machine redesignate.',
      );
    if (found.kind === 'UNHEARD')
      throw new SettleError(
        'CONFLICT',
        'Nobody can answer this for the machine: it is answered when its kiosk, or the unit in its place, connects.',
      );
    const settled = await book(tx, merchantId, found, answer);
    const { fundingId, reason, actor } = answer;
    await answerQuestion(tx, found, { actor, reason, fundingId });
    return { question: found, settled };
  });
  if (settled !== null) notices.publish({ kind: 'settled', transferId: settled });
  notices.publish({ kind: 'machine', asset: question.asset });
  return question;
}

/**
 * A credit is booked as a credit. An order that is not known to have ended is booked as UNCONFIRMED: a person says
 * whose it is. Its board then says what became of it; when the board is gone, the person who settles it by hand does
 * [confirmed-only].
 * @returns the order that is settled by it: the ledger had ordered the funding once more, and its kiosk never began that.
 */
async function book(
  tx: Queryable,
  merchantId: string,
  { questionId, asset, amount, detail }: Question,
  { fundingId, nowhere, actor, reason }: Answer,
): Promise<TransferId | null> {
  const { transferId, board, fundingId: named, failed } = detail;
  const isOpen = detail['open'] === true;
  const knowsBoard = Value.Check(BoardMemory, board);
  if (isOpen && knowsBoard && (await isBoardThere(tx, asset, board)))
    throw new SettleError('CONFLICT', BOARD_IS_AT_IT);
  if (typeof named === 'string' && fundingId !== named && !(fundingId === null && nowhere))
    throw new SettleError('CONFLICT', `The kiosk's journal names the funding: ${named}. ${HOW_TO_ANSWER}`);
  if (typeof failed === 'string' && fundingId !== null)
    throw new SettleError(
      'CONFLICT',
      `The ledger has the funding ${failed} as failed. ${HOW_TO_ANSWER_FAILED}`,
    );
  if (fundingId === null) return null;
  if (amount === null || !Value.Check(TransferId, transferId) || !knowsBoard)
    throw new SettleError('CONFLICT', 'This question is not about a credit.');
  const outcome = isOpen ? ({ outcome: 'open' } as const) : ({ outcome: 'credited', amount } as const);
  const lost = { asset, merchantId, transferId, fundingId, requested: amount, board, outcome };
  const by = { from: 'operator', actor, reason };
  const bookedAs = await bookLost(tx, lost, by);
  if (bookedAs === null) {
    const settled = isOpen ? null : await creditByPerson(tx, lost, lost, amount, by);
    if (settled === null) throw new SettleError('CONFLICT', 'The ledger knows this funding already.');
    return settled;
  }
  if (isOpen) await keepBooking(tx, questionId, bookedAs);
  return null;
}

const BOARD_IS_AT_IT =
  'The board that the order went to is there, and has the word: it may still be carrying the order out, and this question answers itself when it has. Answer only when it cannot be asked: its kiosk not connected, or the board unplugged or another one.';

const HOW_TO_ANSWER_FAILED =
  'Its payment is void or refunded, so this credit cannot be booked: settle it with the player, and answer without a funding.';

const HOW_TO_ANSWER = 'Answer with that one; or say explicitly that it is booked nowhere ("nowhere").';
