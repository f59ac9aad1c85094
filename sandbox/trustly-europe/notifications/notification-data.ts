/** What the notifications of an order say. */
import { descriptorOf, type Account } from '../accounts.ts';
import { amountText } from '../amounts.ts';
import type { EuropeFaults } from '../control.ts';
import type { Json } from '../envelope.ts';
import type { Order } from '../order.ts';
import type { Person } from '../people.ts';
import { timestamp } from '../timestamps.ts';
import type { NotificationMethod } from './notification-queue.ts';

type Fields = Readonly<Record<string, Json>>;

/** Of everything but `account` and `kyc`. `cancel` has no amount. */
export function orderData(
  method: NotificationMethod,
  order: Order,
  { confirmationAmounts }: Pick<EuropeFaults, 'confirmationAmounts'>,
  notificationId: string,
  at: number,
): Fields {
  const { currency, amountMinor, messageId, orderId, endUserId } = order;
  const isShort = method === 'payoutconfirmation' && confirmationAmounts === 'short';
  const amount = currency === null || amountMinor === null ? null : amountText(amountMinor, currency);
  return {
    ...(method !== 'cancel' && amount !== null && { amount: isShort ? amount.replace(/\.00$/, '') : amount }),
    ...(currency !== null && { currency }),
    messageid: messageId,
    orderid: orderId,
    enduserid: endUserId,
    notificationid: notificationId,
    timestamp: timestamp(at),
    ...(method === 'payoutfailed' && {
      errorcode: 'ERROR_ACCOUNT_NOT_FOUND',
      errormessage: 'The receiving account does not exist',
    }),
    attributes: {},
  };
}

export function accountData(order: Order, account: Account, notificationId: string): Fields {
  const { clearinghouse, bank, lastDigits, holder } = account;
  return {
    notificationid: notificationId,
    messageid: order.messageId,
    orderid: order.orderId,
    accountid: account.accountId,
    verified: account.verified ? '1' : '0',
    attributes: {
      clearinghouse,
      bank,
      descriptor: descriptorOf(account),
      lastdigits: lastDigits,
      ...(holder !== null && {
        personid: holder.personId,
        name: holder.name,
        address: holder.street,
        zipcode: holder.zipcode,
        city: holder.city,
      }),
      directdebitmandate: '0',
    },
  };
}

/** @param abort why the order ends here; null: it is the merchant's to say whether it goes on. */
export function kycData(
  order: Order,
  person: Person,
  country: string,
  abort: 'underage' | 'unverified' | null,
  notificationId: string,
): Fields {
  return {
    notificationid: notificationId,
    messageid: order.messageId,
    orderid: order.orderId,
    kycentityid: person.kycEntityId,
    attributes:
      abort === null
        ? {
            personid: person.personId,
            firstname: person.firstname,
            lastname: person.lastname,
            dob: person.dateOfBirth,
            gender: person.gender,
            street: person.street,
            zipcode: person.zipcode,
            city: person.city,
            country,
          }
        : { abort: '1', abortmessage: abort },
  };
}
