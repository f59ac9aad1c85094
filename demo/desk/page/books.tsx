/** M4 for everyone to see: every funding in the cabinet, in the ledger and at Trustly, and whether the sums agree. */
import type { VirtualCabinetState } from '../../../hardware/virtual/control.ts';
import { formatMoney, type Money } from '../../../protocol/money.ts';
import type { DeskSnapshot, Reconciliation } from '../contract.ts';
import { Panel } from './controls.tsx';

const ROWS = 40;

export function Books({ snapshot }: { snapshot: DeskSnapshot }) {
  const rows = rowsOf(snapshot);
  return (
    <Panel name="books" title="The books" side={<p>one payment, three books</p>}>
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
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.fundingId}>
                <td>{time(row.at)}</td>
                <td class="amount">{formatMoney(row.amount, 'en')}</td>
                <State word={row.cabinet} />
                <State word={row.ledger} hint={row.code} />
                <State word={row.trustly} />
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 ? (
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
  const { cabinet, ledger, trustly } =
    verdict === 'agree'
      ? { cabinet: reconciliation.amount, ledger: reconciliation.amount, trustly: reconciliation.amount }
      : reconciliation;
  const sign = verdict === 'agree' ? '=' : verdict === 'settling' ? '·' : '≠';
  return (
    <p class="verdict" data-verdict={verdict}>
      <Sum amount={cabinet} where="in the cabinet" />
      <i>{sign}</i>
      <Sum amount={ledger} where="CREDITED in the ledger" />
      <i>{sign}</i>
      <Sum amount={trustly} where="captured at Trustly" />
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

interface Row {
  fundingId: string;
  at: string | number;
  amount: Money;
  cabinet: string;
  ledger: string;
  trustly: string;
  code: string | null;
}

/** One row per funding that the ledger or Trustly knows, newest first. */
function rowsOf({ ledger, payments, cabinet }: DeskSnapshot): Row[] {
  const rows = new Map<string, Row>();
  for (const payment of payments ?? []) {
    rows.set(payment.fundingId, {
      fundingId: payment.fundingId,
      at: payment.createdAt,
      amount: payment.amount,
      cabinet: 'none',
      ledger: 'none',
      trustly: payment.state.toLowerCase(),
      code: payment.code ?? null,
    });
  }
  for (const funding of ledger ?? []) {
    rows.set(funding.fundingId, {
      fundingId: funding.fundingId,
      at: funding.createdAt,
      amount: funding.amount,
      cabinet: outcomeOf(funding.transferId, cabinet),
      ledger: funding.status.toLowerCase(),
      trustly: rows.get(funding.fundingId)?.trustly ?? 'none',
      code: funding.code,
    });
  }
  return [...rows.values()].toSorted((a, b) => moment(b.at) - moment(a.at)).slice(0, ROWS);
}

function outcomeOf(transferId: string | null, cabinet: VirtualCabinetState | null): string {
  return cabinet?.transfers.find((transfer) => transfer.transferId === transferId)?.outcome ?? 'none';
}

function moment(at: string | number): number {
  return new Date(at).getTime();
}

function time(at: string | number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
