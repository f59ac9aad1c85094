/** The stories of docs/demo.md, short: for each, what to press. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Panel } from './controls.tsx';

interface Story {
  title: string;
  steps: ComponentChildren[];
}

const STORIES: readonly Story[] = [
  {
    title: 'Twenty dollars',
    steps: [
      <>
        Phone: <b>Scan the glass</b>, <b>Continue</b>, a bank, <b>Log in</b>, <b>Continue</b>, <b>Approve</b>.
      </>,
      'The glass says $20.00, added to this machine. The meter has it before the phone does.',
      'The books: credited, credited, captured. Three books, one sum.',
    ],
  },
  {
    title: 'Cash is still cash',
    steps: [
      <>
        Insert <b>$20</b>: it counts when it is stacked.
      </>,
      <>
        Insert <b>Bad</b>: it comes back, and no meter moves.
      </>,
    ],
  },
  {
    title: 'The door is open',
    steps: [
      <>
        Open the <b>Door</b> (or <b>Tilt</b>, or pull <b>USB</b>): the code is gone at once, with a sentence
        for the player and a short code for the technician.
      </>,
      'Put it right: a fresh code is there without help.',
    ],
  },
  {
    title: 'The network fails',
    steps: [
      <>
        Scan, and go on to the page with <b>Approve</b>. Do not approve yet.
      </>,
      <>
        Network: <b>Cut</b>. The glass withdraws its code.
      </>,
      <>
        <b>Approve</b>: the machine cannot be reached, nothing was taken. Network: <b>Up</b>.
      </>,
      <>
        Again with <b>Black hole</b>: not confirmed yet, do not pay again. <b>Up</b> settles it.
      </>,
    ],
  },
  {
    title: 'The power fails in the middle of a credit',
    steps: [
      <>
        Machine: <b>Power failure</b>. Then scan and pay.
      </>,
      'The machine is dark; the line over the books is amber: money is on its way.',
      <>
        <b>Power</b> on: the kiosk asks the board about that very transfer. Credited, once.
      </>,
    ],
  },
  {
    title: 'The kiosk is killed in the middle of a credit',
    steps: [
      <>
        Machine: <b>Slow credit</b>. Then scan and pay.
      </>,
      <>
        While the glass says that it is adding: <b>Kill it</b>.
      </>,
      'The kiosk comes back and asks the board. Credited exactly once.',
    ],
  },
  {
    title: 'Limits',
    steps: [
      <>
        Pay $500.00 (<b>Other amount</b>), twice. The third time the limit is reached, on the phone and on the
        glass.
      </>,
      'Another user name at the bank is another person. The limit follows the bank account, not the machine.',
    ],
  },
  {
    title: 'Trustly has a bad day',
    steps: [
      <>
        Life of a code: <b>20 s</b>. Trustly: <b>Slow</b>: nothing is to be seen.
      </>,
      <>
        <b>Down</b>: the old code stays while it is valid, then the next rail's code takes its place.
      </>,
      <>
        <b>Bad login</b>: the next rail's code too; after <b>OK</b>, Scan and Pay's own comes back.
      </>,
    ],
  },
  {
    title: 'The bank says no',
    steps: [
      <>
        At the bank, <b>What to enter here</b> lists pass phrases: a refused payment, a locked account, a bank
        that is down.
      </>,
      'Nothing of it reaches the machine, and the casino only hears how it ended.',
    ],
  },
  {
    title: 'Scan once, then one tap',
    steps: [
      <>
        Below the phone: <b>Account on file</b>. The bridge begins anew; the code is coarser, read from twice
        as far.
      </>,
      <>
        <b>Scan the glass</b>, <b>$20</b>, <b>Demo Bank</b>, <b>Log in</b>, <b>Continue</b>,{' '}
        <b>Use this account</b>.
      </>,
      <>
        With the next code: <b>Pay again with one tap</b>. One tap on an amount.
      </>,
    ],
  },
  {
    title: 'Three days later the bank takes it back',
    steps: [
      <>
        After a payment from an account on file: <b>Three days later: reversed</b>.
      </>,
      'The machine is not touched. The ledger says receivable, and the sums still agree.',
    ],
  },
];

export function Stories() {
  const [at, setAt] = useState(0);
  const turn = (by: number) => setAt((now) => (now + by + STORIES.length) % STORIES.length);
  return (
    <Panel
      name="stories"
      title="Stories"
      side={
        <div class="picker">
          <button type="button" aria-label="The story before" onClick={() => turn(-1)}>
            ‹
          </button>
          <select
            aria-label="Story"
            value={at}
            onChange={({ currentTarget }) => setAt(Number(currentTarget.value))}
          >
            {STORIES.map(({ title }, index) => (
              <option key={title} value={index}>
                {index + 1}. {title}
              </option>
            ))}
          </select>
          <button type="button" aria-label="The next story" onClick={() => turn(1)}>
            ›
          </button>
        </div>
      }
    >
      <ol>
        {STORIES[at]?.steps.map((step, index) => (
          <li key={`${at} ${index}`}>{step}</li>
        ))}
      </ol>
    </Panel>
  );
}
