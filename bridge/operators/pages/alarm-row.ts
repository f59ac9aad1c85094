/** One alarm about money at a rail, as the floor page tells it, with the form that ends it. */
import {
  ASKS_FOR_PAYMENT,
  ENDS_BY_ITSELF,
  type RailAlarm,
  type RailAlarmKind,
} from '../../ledger/rail-alarms.ts';
import { NO_SUCH_RAIL } from '../../ledger/owed-elsewhere.ts';
import { may } from '../permission.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { time } from './parts.ts';
import type { Visitor } from './session.ts';

const SENTENCES: Record<RailAlarmKind, string> = {
  OTHER_BYTES:
    'A notification came again under the same id with another content. The second was not taken: ask the payment partner.',
  CONFLICT:
    'A payment, refund or payout was told of in two ways that cannot both be. The second was not taken: its money may be with us, or was paid twice. Ask the payment partner.',
  UNDECIDED:
    'Money was captured for a machine that is closed. Answer the questions about the machine: then it is credited or refunded by itself.',
  REVERSED:
    'The payment partner took money back that may be on a meter, or refunded. The player may owe it: look at the funding.',
  REFUND_REFUSED: 'The payment partner refuses this refund. Pay the player in another way, then say how.',
  REFUND_OPEN:
    'It is not known whether this refund was done. The bridge still tries, and this ends by itself. Do not pay by hand.',
  PAYOUT_REFUSED:
    'The payment partner does not pay this out. The money has left the machine: pay the player in another way, then say how.',
  PAYOUT_OPEN:
    'It is not known whether this payout was ordered. The bridge still tries, and this ends by itself. Do not pay by hand.',
  PAYOUT_RETURNED:
    'The money of this payout has come back from the payment partner. Pay the player in another way, then say how.',
  CAPTURE_OPEN:
    'It is not known whether the payment partner has taken this money. The bridge still asks, and this ends by itself.',
  HOLD_OPEN:
    "Money is held on a player's account for a payment that is over. The bridge still tries to let go of it, and this ends by itself.",
};

const MAY_BE_PAID =
  'The database was started or restored since. If it was set back, the player may have been paid: look at the records of the cage first.';

const MISSING =
  'A bridge has started without this payment partner in its settings, and nobody tries it before the partner is there again. Do not pay by hand.';

export function alarmRow(visitor: Visitor, alarm: RailAlarm): (string | Html)[] {
  const { raisedAt, rail, kind, subject, detail, mayBeDone } = alarm;
  const caution = mayBeDone && ASKS_FOR_PAYMENT.includes(kind) ? ` ${MAY_BE_PAID}` : '';
  const isEndedHere = !ENDS_BY_ITSELF.includes(kind) && may(visitor, 'settle');
  return [
    time(visitor, raisedAt),
    rail,
    detail['said'] === NO_SUCH_RAIL ? MISSING : SENTENCES[kind] + caution,
    `${subject} ${JSON.stringify(detail)}`,
    isEndedHere ? endForm(visitor, alarm) : '',
  ];
}

function endForm({ formToken }: Visitor, { alarmId }: RailAlarm): Html {
  return postForm(
    formToken,
    `/floor/rail-alarms/${alarmId}`,
    html`<label>What was done <input name="reason" required maxlength="500" /></label> <button>Done</button>`,
  );
}
