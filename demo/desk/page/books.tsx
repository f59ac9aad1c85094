/**
 * Every funding in the cabinet, in the ledger and at Trustly, and whether the sums agree [books-agree], for all to see.
 */
import { formatMoney, type Money } from '../../../protocol/money.ts';
import { isReversible } from '../../on-file-captures.ts';
import type { DeskSnapshot, Reconciliation } from '../contract.ts';
import type { Do } from './act.ts';
import { Panel } from './controls.tsx';
import { paymentLines } from './payments.ts';

export function Books({ snapshot, perform }: { snapshot: DeskSnapshot; perform: Do }) {
  const lines = paymentLines(snapshot);
  const reverse = (
    <button
      type="button"
      class="later"
      disabled={snapshot.onFile?.some(isReversible) !== true}
      title="Trustly's clock goes three days forward, and the bank takes back the newest payment from an account on file"
      onClick={() => perform({ to: 'trustly', action: 'reverse' })}
    >
      Three days later: reversed
    </button>
  );
  return (
    <Panel name="books" title="The books" side={reverse}>
      <Verdict reconciliation={snapshot.reconciliation} />
      <div class="rows">
        <table>
          <thead>
            <tr>
              <th>Time</th>
              <th class="amount">Amount</th>
              <th>Cabinet</th>
              <th>Ledger</th>
              <th>Trustly</th>
              <th
                class="took"
                title="From the approval on the phone until the credit was confirmed to Trustly"
              >
                Approve to credit
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.fundingId}>
                <td>{time(line.at)}</td>
                <td class="amount">{formatMoney(line.amount, 'en')}</td>
                <State word={line.cabinet} />
                <State word={line.ledger} hint={line.code} />
                <State word={line.trustly} />
                <td class="took">{line.tookMs === null ? '' : seconds(line.tookMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {lines.length === 0 ? (
          <p class="empty">Scan the glass and pay: it appears here in all three.</p>
        ) : null}
      </div>
    </Panel>
  );
}

function Verdict({ reconciliation }: { reconciliation: Reconciliation }) {
  const { verdict } = reconciliation;
  if (verdict === 'unreadable') {
    return (
      <p class="verdict" data-verdict="settling">
        Waiting for the books{reconciliation.books.length > 0 ? `: ${reconciliation.books.join(', ')}` : ''}
      </p>
    );
  }
  const { cabinet, ledger, trustly, receivable } = reconciliation;
  const sign = verdict === 'agree' ? '=' : verdict === 'settling' ? '·' : '≠';
  return (
    <p class="verdict" data-verdict={verdict}>
      <Sum amount={cabinet} where="in the cabinet" />
      <i>{sign}</i>
      <Sum amount={ledger} where="CREDITED in the ledger" />
      <i>{sign}</i>
      <Sum amount={trustly} where="captured at Trustly" />
      {receivable.minor === 0 ? null : (
        <>
          <i>+</i>
          <Sum amount={receivable} where="receivable" />
        </>
      )}
    </p>
  );
}

function Sum({ amount, where }: { amount: Money; where: string }) {
  return (
    <span>
      <b>{formatMoney(amount, 'en')}</b> {where}
    </span>
  );
}

const TONES: Record<string, string> = {
  credited: 'good',
  captured: 'good',
  refused: 'bad',
  declined: 'bad',
  failed: 'bad',
  voided: 'bad',
  denied: 'bad',
  expired: 'bad',
  canceled: 'bad',
  reversed: 'bad',
  refunding: 'none',
  refunded: 'none',
  none: 'none',
};

function State({ word, hint }: { word: string; hint?: string | null }) {
  return (
    <td class="state" data-tone={TONES[word] ?? 'open'} title={hint ?? ''}>
      {word === 'none' ? '–' : word}
      {hint === null || hint === undefined ? null : <small>{hint.toLowerCase().replaceAll('_', ' ')}</small>}
    </td>
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function time(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
