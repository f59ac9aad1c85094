/** Every method of the API by its name. */
import { ApiError } from '../api-error.ts';
import type { Call, Json } from '../envelope.ts';
import type { Order } from '../order.ts';
import { deposit, selectAccount, withdraw, type CheckoutMethodPorts, type Made } from './checkout-methods.ts';
import {
  accountPayout,
  approveWithdrawal,
  denyWithdrawal,
  refund,
  registerAccount,
  registerAccountPayout,
  type PayoutPorts,
} from './payout-methods.ts';
import { accountLedger, balance, getWithdrawals, settlementReport } from './report-methods.ts';

export interface MethodPorts extends CheckoutMethodPorts, PayoutPorts {
  readonly merchant: { readonly username: string };
}

type Method = (call: Call, ports: MethodPorts) => Made | { readonly data: Json };

export const METHODS: Readonly<Record<string, Method>> = {
  Deposit: ({ data }, ports) => deposit(data, ports),
  SelectAccount: ({ data }, ports) => selectAccount(data, ports),
  RegisterAccount: ({ data }, ports) => ({ data: registerAccount(data, ports) }),
  AccountPayout: ({ data }, ports) => accountPayout(data, ports),
  RegisterAccountPayout: ({ data }, ports) => registerAccountPayout(data, ports),
  Refund: ({ data }, ports) => ({ data: refund(data, ports) }),
  Withdraw: ({ data }, ports) => withdraw(data, ports),
  ApproveWithdrawal: ({ data }, ports) => ({ data: approveWithdrawal(data, ports) }),
  DenyWithdrawal: ({ data }, ports) => ({ data: denyWithdrawal(data, ports) }),
  GetWithdrawals: ({ data }, { orders }) => ({ data: getWithdrawals(data, orders) }),
  Balance: (_call, { orders }) => ({ data: balance(orders) }),
  AccountLedger: ({ data }, { orders, merchant }) => ({
    data: accountLedger(data, orders, merchant.username),
  }),
  ViewAutomaticSettlementDetailsCSV: ({ data }, { orders, merchant }) => ({
    data: settlementReport(data, orders, merchant.username),
  }),
  Charge: noDirectDebit,
  CancelCharge: noDirectDebit,
};

function noDirectDebit(): never {
  throw new ApiError(712, 'direct debit is not enabled for the merchant');
}

/** @throws {ApiError} */
export function callMethod(call: Call, ports: MethodPorts): { data: Json; order: Order | null } {
  const method = Object.hasOwn(METHODS, call.method) ? METHODS[call.method] : undefined;
  if (method === undefined) throw new ApiError(9001, `there is no method ${call.method.slice(0, 40)}`);
  const made = method(call, ports);
  return { data: made.data, order: 'order' in made ? made.order : null };
}
