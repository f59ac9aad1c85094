/** One open question about a machine, as the floor page asks it, with the form that answers it. */
import { furtherOf, MOST_OPEN } from '../../ledger/further-questions.ts';
import type { Question, QuestionKind } from '../../ledger/questions.ts';
import { may } from '../permission.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { money, time } from './parts.ts';
import type { Visitor } from './session.ts';

const SENTENCES: Record<QuestionKind, string> = {
  UNHEARD:
    'The ledger was restored. The kiosk has not told yet what the copy lacks; this answers itself when it links.',
  UNBOOKED:
    'A credit that the ledger does not know. Which funding is it? With one it is booked as credited, without one nowhere.',
  INCOMPLETE: 'Neither journal nor board reach back to what the ledger knows. Compare the meters.',
  IMPLAUSIBLE: 'The machine tells a transfer id that it cannot have reached. Give it a new designation.',
  BOARD_OLDER: 'The board does not know what it told before: its memory was set back. Compare the meters.',
  TWO_BOARDS: 'Two boards take turns under this asset. Find the second unit, or confirm the exchange.',
};

const OPEN =
  'An order that the ledger does not know is open at the machine: its board says what became of it. If that board is gone: which funding is it? With one it is booked as UNCONFIRMED, to be settled by hand; without one nowhere.';

const FAILED =
  'The board has credited what the ledger has as failed: an older copy of its memory had denied it. The payment is void or refunded, and the money is on the meter. Settle it with the player, then answer without a funding.';

const TOLD_AGAIN = 'Answer the others first: the kiosk keeps these, and tells each again when there is room.';

function sentenceOf(question: Question): string {
  const further = furtherOf(question);
  const sentence = sentenceAbout(question);
  if (further === null) return sentence;
  const kept = question.kind === 'UNBOOKED' ? ` ${TOLD_AGAIN}` : '';
  return `Further ones came, ${further} times, beyond the ${MOST_OPEN} that are kept.${kept} ${sentence}`;
}

function sentenceAbout({ kind, detail }: Question): string {
  if (detail['open'] === true) return OPEN;
  return typeof detail['failed'] === 'string' ? FAILED : SENTENCES[kind];
}

export function questionRow(visitor: Visitor, question: Question): (string | Html)[] {
  const { askedAt, asset, kind, amount, subject, detail } = question;
  return [
    time(visitor, askedAt),
    asset,
    sentenceOf(question),
    amount === null ? '' : money(amount),
    `${subject} ${JSON.stringify(detail)}`,
    isAnsweredHere(kind) && may(visitor, 'settle') ? answerForm(visitor, question) : '',
  ];
}

function isAnsweredHere(kind: QuestionKind): boolean {
  return kind !== 'UNHEARD' && kind !== 'IMPLAUSIBLE';
}

function answerForm({ formToken }: Visitor, { questionId, amount, detail }: Question): Html {
  const nowhere = html`<label
    ><input type="checkbox" name="nowhere" value="yes" /> None: it is booked nowhere</label
  >`;
  const funding = html`<label>Funding, if known <input name="fundingId" maxlength="64" /></label>
    ${typeof detail['fundingId'] === 'string' ? nowhere : null}`;
  const none = html`<input type="hidden" name="fundingId" value="" />`;
  return postForm(
    formToken,
    `/floor/questions/${questionId}`,
    html`${amount === null ? none : funding}
      <label>Why you are sure <input name="reason" required maxlength="500" /></label>
      <button>Answer</button>`,
  );
}
