/** One open question about a machine, as the floor page asks it, with the form that answers it. */
import type { Question, QuestionKind } from '../ledger/questions.ts';
import { may } from '../http/permission.ts';
import { html, postForm, type Html } from './html.ts';
import { money, time } from './parts.ts';
import type { Visitor } from './session.ts';

const SENTENCES: Record<QuestionKind, string> = {
  UNHEARD:
    'The ledger was restored. The kiosk has not told yet what the copy lacks; this answers itself when it links.',
  UNBOOKED: 'A credit that the ledger does not know. Which funding is it? Without one, it is booked nowhere.',
  INCOMPLETE: 'Neither journal nor board reach back to what the ledger knows. Compare the meters.',
  IMPLAUSIBLE: 'The machine tells a transfer id that it cannot have reached. Give it a new designation.',
  BOARD_OLDER: 'The board does not know what it told before: its memory was set back. Compare the meters.',
  TWO_BOARDS: 'Two boards take turns under this asset. Find the second unit, or confirm the exchange.',
};

export function questionRow(visitor: Visitor, question: Question): (string | Html)[] {
  const { askedAt, asset, kind, amount, subject, detail } = question;
  return [
    time(visitor, askedAt),
    asset,
    SENTENCES[kind],
    amount === null ? '' : money(amount),
    `${subject} ${JSON.stringify(detail)}`,
    isAnsweredHere(kind) && may(visitor, 'settle') ? answerForm(visitor, question) : '',
  ];
}

function isAnsweredHere(kind: QuestionKind): boolean {
  return kind !== 'UNHEARD' && kind !== 'IMPLAUSIBLE';
}

function answerForm({ formToken }: Visitor, { questionId, kind }: Question): Html {
  const funding = html`<label>Funding, if known <input name="fundingId" maxlength="64" /></label>`;
  const none = html`<input type="hidden" name="fundingId" value="" />`;
  return postForm(
    formToken,
    `/floor/questions/${questionId}`,
    html`${kind === 'UNBOOKED' ? funding : none}
      <label>Why you are sure <input name="reason" required maxlength="500" /></label>
      <button>Answer</button>`,
  );
}
