import { describe, expect, it } from 'vitest';
import { readSettlement, SettlementError } from './settlement.ts';

const HEADER =
  'datestamp,accountname,currency,amount,total,orderid,ordertype,messageid,username,fxpaymentamount,fxpaymentcurrency,settlementbankwithdrawalid,externalreference';
const DEPOSIT =
  '"2018-11-16 12:52:22.293626+00",SUSPENSE_ACCOUNT_CLIENT_FUNDS_FINLAND_OKOY,EUR,100.00,145.00,1288208729,Deposit,9567705,merchant1,,,1434179572,';
const REFUND =
  '"2018-11-16 12:53:21.019497+00",BANK_WITHDRAWAL_QUEUED,EUR,-100.00,145.00,1288208729,Refund,"Refund 2018-11-16 13:53:21.019497+01 9567705",merchant1,,,1434179572,';

describe('a settlement', () => {
  it('has a row for each deposit and each refund', async () => {
    expect(await readSettlement([HEADER, DEPOSIT, REFUND, ''].join('\n'))).toMatchObject([
      {
        ordertype: 'Deposit',
        orderid: '1288208729',
        amount: '100.00',
        currency: 'EUR',
        messageid: '9567705',
      },
      { ordertype: 'Refund', orderid: '1288208729', amount: '-100.00', total: '145.00' },
    ]);
  });

  it('of a day without orders is empty', async () => {
    expect(await readSettlement(`${HEADER}\n`)).toEqual([]);
    expect(await readSettlement('')).toEqual([]);
  });

  it.each([
    ['half a row', `${HEADER}\n${DEPOSIT.slice(0, 60)}`],
    ['an amount that is none', `${HEADER}\n${DEPOSIT.replace('100.00', '1e2')}`],
    ['a time that is none', `${HEADER}\n${DEPOSIT.replace('2018-11-16', '2018-11-31')}`],
    ['a quote that does not end', `${HEADER}\n"2018`],
    ['another header', `a,b\n1,2`],
  ])('with %s is not taken, and nothing of it is', async (_what, csv) => {
    await expect(readSettlement(csv)).rejects.toThrow(SettlementError);
  });
});
