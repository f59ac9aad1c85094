/** The errors of the API by their documented numbers. */

const DOMAIN = 'com.trustly.merchantgateway.v1.exception';

export const API_ERRORS = {
  100: { status: 500, kind: 'InternalErrorException', message: 'Internal error' },
  150: { status: 500, kind: 'RemoteErrorException', message: 'Remote error' },
  200: { status: 400, kind: 'InvalidParameterException', message: 'Invalid parameter' },
  210: { status: 400, kind: 'DuplicateRequestException', message: 'Duplicate merchantReference' },
  300: { status: 400, kind: 'SecurityException', message: 'Security error' },
  326: { status: 400, kind: 'ExpiredSplitTokenException', message: 'Expired split token' },
  330: { status: 400, kind: 'InvalidAccountException', message: 'Invalid account' },
  331: { status: 400, kind: 'NotEnoughBalanceException', message: 'Not enough balance' },
  375: { status: 401, kind: 'AccessControlException', message: 'Access not authorized' },
  378: { status: 400, kind: 'BankRequestException', message: 'Internal error or bank request error' },
  380: { status: 400, kind: 'InvalidSplitTokenException', message: 'Invalid split token' },
  390: { status: 400, kind: 'FraudAnalysisException', message: 'Fraud analysis' },
  397: { status: 400, kind: 'InvalidSplitTokenException', message: 'splitToken is not valid' },
} as const;
export type ApiErrorCode = keyof typeof API_ERRORS;

export function isApiErrorCode(code: number | null): code is ApiErrorCode {
  return code !== null && Object.hasOwn(API_ERRORS, code);
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** The field that is wrong. */
  readonly location: string | null;

  constructor(
    code: ApiErrorCode,
    message: string = API_ERRORS[code].message,
    location: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.location = location;
  }

  get status(): number {
    return API_ERRORS[this.code].status;
  }

  /** The body of the answer. */
  body(nowMs: number): object {
    const { code, message, location } = this;
    return {
      errors: [
        {
          domain: `${DOMAIN}.${API_ERRORS[code].kind}`,
          code,
          message,
          ...(location === null ? {} : { location }),
          occurredAt: nowMs,
        },
      ],
    };
  }
}

export const invalid = (location: string, message: string): ApiError => new ApiError(200, message, location);
