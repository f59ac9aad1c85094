/** What the bank asks after user name and pass phrase. */
import type { StepAt } from '../checkout.ts';
import { backForm, cancelForm, problemAlert } from './form-parts.ts';
import { html, type Markup } from './html.ts';
import { questionFields } from './question-fields.ts';
import { actionPath } from './visit-path.ts';
import type { Wording } from './wording/wording.ts';

export function questionPage({ asked }: StepAt<'question'>, visitId: string, { texts }: Wording): Markup {
  const { question, problem } = asked;
  return html`${backForm(visitId, texts)}
    <h1>${question.heading}</h1>
    <p class="lead">${question.text}</p>
    <form method="post" action="${actionPath(visitId, 'answer')}" class="card" novalidate>
      ${problemAlert(problem === null ? null : texts.login.questionProblems[problem])}
      ${questionFields(question)}
      <button class="primary">${texts.next}</button>
    </form>
    ${cancelForm(visitId, texts)}`;
}
