import type { OperatorMenu } from '../../preload/operator.ts';
import type { Act } from './act.ts';

interface CodePadProps {
  menu: Extract<OperatorMenu, { at: 'code' }>;
  asset: string;
  act: Act;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Shows how many digits main has received, and never which ones. */
export function CodePad({ menu, asset, act }: CodePadProps) {
  const { entered, checking, wrong, attemptsLeft } = menu;
  return (
    <div class="operator-code">
      <section class="operator-words">
        <p class="operator-label">Operator menu, machine {asset}</p>
        <h1>{checking ? 'Checking' : wrong ? 'Wrong code' : 'Enter your code'}</h1>
        <p class="operator-dots" role="status" aria-label={`${entered} digits`}>
          {'●'.repeat(entered)}
        </p>
        <p class="operator-body">
          {attemptsLeft === 1 ? 'One attempt left, then the menu locks.' : `${attemptsLeft} attempts left.`}{' '}
          Everything here is logged.
        </p>
        <button type="button" onClick={() => act({ act: 'leave' })}>
          Leave
        </button>
      </section>
      <section class="operator-pad">
        {DIGITS.map((digit) => (
          <button key={digit} type="button" disabled={checking} onClick={() => act({ act: 'digit', digit })}>
            {digit}
          </button>
        ))}
        <button type="button" disabled={checking} onClick={() => act({ act: 'erase' })}>
          Erase
        </button>
        <button type="button" disabled={checking} onClick={() => act({ act: 'digit', digit: '0' })}>
          0
        </button>
        <button
          type="button"
          class="operator-main"
          disabled={checking || entered === 0}
          onClick={() => act({ act: 'enter' })}
        >
          Enter
        </button>
      </section>
    </div>
  );
}
