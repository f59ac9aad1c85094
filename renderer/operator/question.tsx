import type { OperatorQuestion } from '../../preload/operator.ts';
import type { Act } from './act.ts';

/** Before what cannot be undone. The way back comes first and is the wider one. */
export function Question({ question, act }: { question: OperatorQuestion; act: Act }) {
  return (
    <div class="operator-question" role="alertdialog" aria-label={question.title}>
      <h2>{question.title}</h2>
      <p class="operator-body">{question.body}</p>
      <p class="operator-commands">
        <button type="button" onClick={() => act({ act: 'cancel' })}>
          No, go back
        </button>
        <button type="button" class="operator-care" onClick={() => act({ act: 'confirm' })}>
          {question.confirm}
        </button>
      </p>
    </div>
  );
}
