/**
 * The statuses of a payment provider's transaction, as data: what each says, the state of the transaction that it ends,
 * and the error number that comes with it. `null`: it ends nothing, or no number is documented.
 */
import type { Status } from './enumerations.ts';

export interface ProviderStatus {
  readonly message: string;
  readonly ends: Status | null;
  readonly errorCode: number | null;
}

const status = (message: string, ends: Status | null = null, errorCode: number | null = null) => ({
  message,
  ends,
  errorCode,
});

const SW: Readonly<Record<string, ProviderStatus>> = {
  SW010: status('Established'),
  SW013: status('Canceled', 'Canceled'),
  SW020: status('Authorization received'),
  SW021: status('Authorization denied', 'Denied', 331),
  SW051: status('Invalid split token', 'Failed', 380),
  SW052: status('Bank request error', 'Failed', 378),
  SW053: status('Network error', 'Failed', 378),
  SW054: status('Suspicious transaction', 'Failed', 390),
  SW055: status('Negative data', 'Failed', 390),
  SW056: status('Invalid account', 'Failed', 330),
  SW057: status('Expired split token', 'Failed', 326),
  SW059: status('Instant transaction rejected', 'Failed', 390),
  SW060: status('Bank or network processor is down', 'Failed', 378),
};

const AC: readonly ProviderStatus[] = [
  status('Pending'),
  status('Declined', 'Denied'),
  status('Approved'),
  status('Error', 'Failed'),
  status('Voided', 'Voided'),
  status('Processed'),
  status('Collected'),
  status('Awaiting capture'),
  status('Awaiting approval'),
  status('Suspended', 'On hold'),
  status('In collection', 'Reversed'),
  status('In research', 'On hold'),
  status('Disputed', 'Disputed'),
  status('Uncollected, not enough funds', 'Reversed'),
  status('Invalid or closed account', 'Reversed'),
  status('Other return', 'Reversed'),
  status('None'),
  status('Expired', 'Expired'),
  status('Settled'),
];

const SE: readonly ProviderStatus[] = [
  status('Maintenance', 'Failed', 150),
  status('Error connecting to a service', 'Failed', 150),
  status('Error connecting to the bank gateway', 'Failed', 150),
];

/** UC01 to UC37: the user left at that page. */
const USER_LEFT_PAGES = 37;

export const PROVIDER_STATUSES: Readonly<Record<string, ProviderStatus>> = {
  ...SW,
  ...Object.fromEntries(
    Array.from({ length: USER_LEFT_PAGES }, (_, index) => [
      `UC${String(index + 1).padStart(2, '0')}`,
      status('Canceled by the user', 'Canceled'),
    ]),
  ),
  ...Object.fromEntries(AC.map((one, index) => [`AC${100 + index}`, one])),
  ...Object.fromEntries(SE.map((one, index) => [`SE0${index + 1}`, one])),
};
