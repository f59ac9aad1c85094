/** What the phone is to say of a payment: pure. */
import { EUROPE_ORDER_STATES } from '../../ledger/europe-order-states.ts';
import type { EuropeOrder } from '../../ledger/europe-orders.ts';
import type { FundingMoney } from '../../ledger/funding-money.ts';
import { stateOfMoney } from '../money-on-page.ts';
import type { PageWords, PayState } from '../pay-page.ts';

/** No order is made for a payment that was begun so long ago (bridge/ledger/europe-orders.ts). */
const PAY_WITHIN_MS = 600_000;

export interface PaymentFacts {
  /** Since the player began. */
  readonly ageMs: number;
  /** The newest; null: none was made yet. */
  readonly order: Pick<EuropeOrder, 'number' | 'state'> | null;
  /** null: the machine's side has decided nothing yet. */
  readonly money: FundingMoney | null;
}

export function payState({ ageMs, order, money }: PaymentFacts): PayState {
  if (money !== null) return stateOfMoney(money);
  const isLate = ageMs > PAY_WITHIN_MS;
  if (order === null) return isLate ? { kind: 'too-late' } : { kind: 'choose-bank', attempt: 1 };
  switch (EUROPE_ORDER_STATES[order.state].page) {
    case 'AT_BANK':
      // It may still be paid: then the money is added, or goes back.
      return { kind: 'waiting-for-bank', attempt: order.number };
    case 'ON_ITS_WAY':
      return { kind: 'on-its-way' };
    case 'ENDED':
      return isLate
        ? { kind: 'too-late' }
        : { kind: 'declined', words: NOT_PAID, mayTryAgain: true, attempt: order.number + 1 };
    case 'BEING_ADDED':
      return { kind: 'being-added' };
    case 'GOING_BACK':
      return { kind: 'going-back', by: 'bank' };
  }
}

const NOT_PAID: PageWords = {
  en: 'The payment at your bank has ended, and nothing was taken. You can try again.',
  es: 'El pago en tu banco ha terminado y no se ha cobrado nada. Puedes intentarlo de nuevo.',
  fil: 'Natapos ang pagbabayad sa bangko mo, at walang kinuha. Maaari mong subukan muli.',
  vi: 'Giao dịch tại ngân hàng của bạn đã kết thúc và không có khoản nào bị trừ. Bạn có thể thử lại.',
  'zh-Hans': '银行付款已结束，没有扣款。您可以再试一次。',
};
