import { expect, it } from 'vitest';
import { RefusalReason } from '../../protocol/transfer.ts';
import { failureOfRefusal, type FundingErrorCode } from './funding-error-code.ts';

/** The API document explains the codes: a cabinet that is not ready is a machine that cannot be played. */
const EXPECTED: Record<RefusalReason, FundingErrorCode> = {
  NOT_PLAYABLE: 'MACHINE_NOT_PLAYABLE',
  CABINET_UNAVAILABLE: 'MACHINE_NOT_PLAYABLE',
  OVER_MACHINE_LIMIT: 'AMOUNT_OUT_OF_RANGE',
  NOT_A_MULTIPLE: 'NOT_A_MULTIPLE',
  CURRENCY_MISMATCH: 'CURRENCY_MISMATCH',
  EXPIRED: 'EXPIRED',
  CANCELLED: 'CANCELLED',
  BUSY: 'BUSY',
  DUPLICATE_ID: 'MACHINE_REFUSED',
  MALFORMED: 'MACHINE_REFUSED',
  JOURNAL_DAMAGED: 'MACHINE_REFUSED',
};

it('tells the TPAS of each refusal of a machine what the API document means by the code', () => {
  const told = RefusalReason.enum.map((reason) => [reason, failureOfRefusal(reason)[0]]);
  expect(Object.fromEntries(told)).toEqual(EXPECTED);
});
