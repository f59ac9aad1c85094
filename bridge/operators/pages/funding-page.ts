/** One funding: what became of it; where nobody knows, the readings of the meter and the form to settle it by hand. */
import type { Money } from '../../../protocol/money.ts';
import { BOARD_HAS_THE_WORD } from '../../money/settle-by-hand.ts';
import { may } from '../permission.ts';
import type { FundingRecord } from '../../ledger/fundings.ts';
import type { MeterEvidence } from '../../ledger/meter-evidence.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { meterVerdict, VERDICT_SENTENCE } from './meter-verdict.ts';
import { money, note, page, table, time, type Page } from './parts.ts';
import type { Visitor } from './session.ts';

/** @param evidence null where there is nothing to settle. */
export function fundingPage(
  visitor: Visitor,
  record: FundingRecord,
  evidence: MeterEvidence | null,
  problem: string | null,
): Page {
  const { fundingId, asset, amount, state, createdAt, updatedAt } = record;
  const facts = table(
    ['', ''],
    [
      ['Reference', fundingId],
      ['Asset', asset],
      ['Amount', money(amount)],
      ['Asked for', time(visitor, createdAt)],
      ['State', state.status],
      ['Since', time(visitor, updatedAt)],
      ['Transfer', 'transferId' in state ? state.transferId : '-'],
      ...('credited' in state ? [['Credited', money(state.credited)]] : []),
      ...('code' in state ? [['Why', `${state.code}: ${state.message}`]] : []),
    ],
    '',
  );
  return page(
    'Funding',
    visitor,
    html`${note(problem)} ${facts} ${evidence && readings(visitor, evidence, amount)}
    ${state.status === 'UNCONFIRMED' && may(visitor, 'settle') ? settleByHand(visitor, evidence) : null}`,
  );
}

function readings(visitor: Visitor, evidence: MeterEvidence, amount: Money): Html {
  const { before, now } = evidence;
  const value = (minor: number) => money({ minor, currency: amount.currency });
  const rows = [
    ...(before
      ? [
          ['Before the order', value(before.cashlessIn), time(visitor, before.at), before.memoryId],
          ['With this amount it would read', value(before.cashlessIn + amount.minor), '', ''],
        ]
      : []),
    ...(now
      ? [[now.live ? 'Now' : 'Last heard', value(now.cashlessIn), time(visitor, now.at), now.memoryId]]
      : []),
  ];
  return html`<h2>The machine's cashless-in meter</h2>
    ${table(['', 'Meter', 'Read', "Board's memory"], rows, 'No reading.')}
    <p>${VERDICT_SENTENCE[meterVerdict(evidence, amount)]}</p>`;
}

function settleByHand(visitor: Visitor, evidence: MeterEvidence | null): Html {
  if (evidence?.boardAnswers !== true) return settleForm(visitor);
  return html`<h2>Settle by hand</h2>
    <p>${BOARD_HAS_THE_WORD}</p>`;
}

function settleForm(visitor: Visitor): Html {
  return html`<h2>Settle by hand</h2>
    <p>Read the machine's cashless-in meter and its own transfer history first. This cannot be undone.</p>
    ${postForm(
      visitor.formToken,
      null,
      html`<label
          ><input type="radio" name="outcome" value="credited" required /> The amount is on the meter</label
        >
        <label>How much, if not all <input name="credited" inputmode="decimal" placeholder="20.00" /></label>
        <label><input type="radio" name="outcome" value="not-credited" /> Nothing is on the meter</label>
        <label>Why you are sure <input name="reason" required maxlength="500" /></label>
        <button>Settle</button>`,
    )}`;
}
