/**
 * What an answer of Trustly proves about a call that moves money, as data. `refused`: certainly nothing follows from it.
 * `locked-out`: the same, and so it is with every call until a technician has looked at the credentials.
 * `landed`: an earlier call under this reference did. Everything that is not here is uncertain: it is asked about, never
 * taken for a failure.
 */

export type CallOutcome = 'refused' | 'locked-out' | 'landed' | 'uncertain';

interface Meaning {
  readonly means: string;
  readonly outcome: CallOutcome;
}

/** By error code, in an answer of 4xx. */
export const ERROR_CODES = {
  100: { means: "an internal error of Trustly's, such as of its database", outcome: 'uncertain' },
  150: { means: "the bank's interface is down", outcome: 'uncertain' },
  200: { means: 'a parameter is not valid', outcome: 'refused' },
  210: { means: 'the merchant reference was used before', outcome: 'landed' },
  300: { means: 'a security error', outcome: 'locked-out' },
  326: { means: 'the split token has expired', outcome: 'refused' },
  330: { means: 'the account is not valid any more', outcome: 'refused' },
  331: { means: 'not enough money in the account', outcome: 'refused' },
  375: { means: 'access id, access key or signature is wrong', outcome: 'locked-out' },
  378: { means: "an error of the bank's request", outcome: 'refused' },
  380: { means: 'the split token is not valid', outcome: 'refused' },
  390: { means: 'refused for suspected fraud or negative data', outcome: 'refused' },
  397: { means: 'not documented', outcome: 'uncertain' },
} as const satisfies Record<number, Meaning>;

/** By HTTP status, where the answer names no error code that decides. */
export const HTTP_STATUSES = {
  400: { means: 'an error without a code that is known', outcome: 'uncertain' },
  401: { means: 'access id or access key is wrong', outcome: 'locked-out' },
  500: { means: 'something went wrong at Trustly', outcome: 'uncertain' },
  503: { means: 'Trustly is overloaded or under maintenance', outcome: 'uncertain' },
} as const satisfies Record<number, Meaning>;

const BY_CODE: Readonly<Record<number, Meaning>> = ERROR_CODES;
const BY_STATUS: Readonly<Record<number, Meaning>> = HTTP_STATUSES;

/**
 * @param codes of the errors in the answer, in their order. Where they do not agree, it is uncertain. From 500 on, no code
 * makes it certain: what answers may not be what was asked.
 */
export function outcomeOf(httpStatus: number, codes: readonly number[]): Meaning {
  const otherwise: Meaning = BY_STATUS[httpStatus] ?? {
    means: `HTTP status ${httpStatus}`,
    outcome: 'uncertain',
  };
  if (httpStatus < 400 || httpStatus >= 500) return { ...otherwise, outcome: 'uncertain' };
  const meanings = codes.map(
    (code): Meaning => BY_CODE[code] ?? { means: `error ${code}`, outcome: 'uncertain' },
  );
  const [first] = meanings;
  if (first === undefined) return otherwise;
  return meanings.every(({ outcome }) => outcome === first.outcome)
    ? first
    : { ...first, outcome: 'uncertain' };
}
