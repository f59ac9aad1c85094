/** The errors of the API: those of the documents by their numbers, and a few that are documented by name only. */

export const API_ERRORS = {
  602: 'ERROR_FUNCTION_ACCESS_DENIED',
  607: 'ERROR_HOST_ACCESS_DENIED',
  615: 'ERROR_INVALID_AMOUNT',
  616: 'ERROR_INVALID_CREDENTIALS',
  620: 'ERROR_UNKNOWN',
  622: 'ERROR_INVALID_CURRENCY_CODE',
  623: 'ERROR_INVALID_PARAMETERS',
  636: 'ERROR_UNABLE_TO_VERIFY_RSA_SIGNATURE',
  637: 'ERROR_DUPLICATE_MESSAGE_ID',
  638: 'ERROR_ENDUSER_IS_BLOCKED',
  639: 'ERROR_NO_PUBLIC_KEY',
  642: 'ERROR_INVALID_EMAIL',
  645: 'ERROR_INVALID_LOCALE',
  688: 'ERROR_DUPLICATE_UUID',
  696: 'ERROR_ENDUSERID_IS_NULL',
  697: 'ERROR_MESSAGEID_IS_NULL',
  698: 'ERROR_INVALID_IP',
  700: 'ERROR_MALFORMED_SUCCESSURL',
  701: 'ERROR_MALFORMED_FAILURL',
  702: 'ERROR_MALFORMED_TEMPLATEURL',
  703: 'ERROR_MALFORMED_URLTARGET',
  704: 'ERROR_MALFORMED_MESSAGEID',
  705: 'ERROR_MALFORMED_NOTIFICATIONURL',
  706: 'ERROR_MALFORMED_ENDUSERID',
  712: 'ERROR_DIRECT_DEBIT_NOT_ALLOWED',
  717: 'ERROR_INVALID_ORDER_ATTRIBUTE',
  718: 'ERROR_DISABLED_USER',
  732: 'ERROR_PAY_AND_PLAY_NOT_ALLOWED',
  734: 'ERROR_NOT_SECURE_NOTIFICATIONURL',
  737: 'ERROR_INVALID_COUNTRY',
  // No document gives numbers to these; they are the sandbox's own, out of the range of the others.
  9001: 'ERROR_INVALID_FUNCTION',
  9002: 'ERROR_INVALID_ORDER_ID',
  9003: 'ERROR_ACCOUNT_NOT_FOUND',
  9004: 'ERROR_INVALID_BANK_ACCOUNT_NUMBER',
  9005: 'ERROR_INSUFFICIENT_FUNDS',
  9006: 'ERROR_MANDATE_NOT_FOUND',
  9007: 'ERROR_NO_SUITABLE_BANK_ACCOUNT_FOUND',
} as const;
export type ApiErrorNumber = keyof typeof API_ERRORS;

export function isApiErrorNumber(number: number): number is ApiErrorNumber {
  return Object.hasOwn(API_ERRORS, number);
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly number: ApiErrorNumber;
  /** For the sandbox's log: which field, and why. Not in the answer. */
  readonly detail: string;

  constructor(number: ApiErrorNumber, detail: string, options?: ErrorOptions) {
    super(`${API_ERRORS[number]}: ${detail}`, options);
    this.number = number;
    this.detail = detail;
  }
}
