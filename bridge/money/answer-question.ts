/** An operator answers a question about a machine's memories, and says, where it is about a credit, whose it is. */
import { Value } from 'typebox/value';
import { BoardMemory } from '../../protocol/cabinet.ts';
import { TransferId } from '../../protocol/transfer.ts';
import type { FundingRecord } from '../ledger/fundings.ts';
import { answerQuestion, lockQuestion, type Question } from '../ledger/questions.ts';
import { bookLost } from '../ledger/recovered.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import { SettleError } from './settle-by-hand.ts';

export interface Answer {
  /** The funding that a credit belongs to; null: to none that is known. */
  readonly fundingId: FundingRecord['fundingId'] | null;
  readonly reason: string;
  readonly actor: string;
}

/** The machine is open again when its last question is answered. @throws {SettleError} nothing was changed. */
export async function answerMachineQuestion(
  ports: { readonly database: Database; readonly notices: Notices; readonly merchantId: string },
  questionId: number,
  answer: Answer,
): Promise<Question> {
  const { database, notices, merchantId } = ports;
  const question = await database.transaction(async (tx) => {
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
    const { fundingId, reason, actor } = answer;
    if (fundingId !== null) {
      const { asset, amount } = found;
      const { transferId, board } = found.detail;
      if (amount === null || !Value.Check(TransferId, transferId) || !Value.Check(BoardMemory, board))
        throw new SettleError('CONFLICT', 'This question is not about a credit.');
      const outcome = { outcome: 'credited', amount } as const;
      const lost = { asset, merchantId, transferId, fundingId, requested: amount, board, outcome };
      if (!(await bookLost(tx, lost, { from: 'operator', actor, reason })))
        throw new SettleError('CONFLICT', 'The ledger knows this funding already.');
    }
    await answerQuestion(tx, found, { actor, reason, fundingId });
    return found;
  });
  notices.publish({ kind: 'machine', asset: question.asset });
  return question;
}
