/** The times and limits of the APIs, as the API document shows them. */

export interface ApiTime {
  readonly what: string;
  readonly value: string;
  /** Whether the property may set another value. */
  readonly set: boolean;
  /** What happens at its end, or above it. */
  readonly over: string;
}

export const API_TIMES = {
  fundingWindow: {
    what: 'from a funding to its answer',
    value: '10 s',
    set: true,
    over: '202 UNCONFIRMED, or FAILED when its order had not left',
  },
  waitingOrders: {
    what: 'fundings that wait for one machine',
    value: '8',
    set: false,
    over: 'further ones are DECLINED, BUSY',
  },
  accessToken: { what: 'life of an access token', value: '900 s', set: true, over: '401' },
  requests: {
    what: 'requests of one client from one address, on each process',
    value: '500 in 1 s',
    set: true,
    over: '429 with `retry-after`, in seconds',
  },
  wrongTokens: {
    what: 'wrong access tokens from one address, on each process',
    value: '20 in 60 s',
    set: false,
    over: 'wrong ones get 429 with `retry-after`, in seconds, until the time is over; a right one is let in',
  },
  wrongSecrets: {
    what: 'wrong secrets of one client id from one address, on each process',
    value: '10 in 60 s',
    set: false,
    over: 'the same, as `slow_down`; the right secret is let in',
  },
  arrival: { what: 'from the first byte of a request to its last', value: '30 s', set: false, over: '408' },
  idle: {
    what: 'between two requests on one connection',
    value: '72 s',
    set: false,
    over: 'the connection is closed',
  },
  body: { what: 'a body', value: '16 KiB', set: false, over: '413' },
} as const satisfies Record<string, ApiTime>;

export function apiTimesTable(): string {
  const rows = Object.values(API_TIMES).map(
    ({ what, value, set, over }) =>
      `| ${what} | ${value}${set ? ', unless the property sets another' : ''} | ${over} |`,
  );
  return ['| what | at most | then |', '| --- | --- | --- |', ...rows].join('\n');
}
