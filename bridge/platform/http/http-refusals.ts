/**
 * What the HTTP server refuses by itself, before or beside any operation, in the one shape of all errors: the table that
 * the API document shows and the server answers from.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiErrorCode, ErrorAnswer } from './error-answer.ts';

export interface HttpRefusal {
  readonly status: number;
  readonly code: ApiErrorCode;
  readonly when: string;
  /** Whether the connection ends with the answer. */
  readonly closes: boolean;
}

export const HTTP_REFUSALS: readonly HttpRefusal[] = [
  {
    status: 400,
    code: 'MALFORMED',
    when: 'not HTTP/1.1, no `Host`, two lengths, a broken escape in the path such as `%ff`',
    closes: false,
  },
  { status: 404, code: 'NOT_FOUND', when: 'no operation has this path and this method', closes: false },
  {
    status: 408,
    code: 'TIMED_OUT',
    when: 'the request was not complete within 30 seconds: nothing was done, repeat it',
    closes: true,
  },
  { status: 413, code: 'MALFORMED', when: 'a body of more than 16 KiB', closes: true },
  { status: 414, code: 'MALFORMED', when: 'an id of more than 100 characters in the path', closes: false },
  {
    status: 415,
    code: 'MALFORMED',
    when: 'a media type or charset other than the documented one',
    closes: false,
  },
  { status: 417, code: 'MALFORMED', when: 'an `Expect` other than `100-continue`', closes: false },
  { status: 431, code: 'MALFORMED', when: 'headers of more than 16 KiB', closes: true },
];

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'The request is not HTTP/1.1.',
  408: 'The request was not complete in time. Nothing was done; repeat it.',
  417: 'Nothing but 100-continue can be expected.',
  431: 'The headers are too large.',
};

function bodyOf(status: number): string {
  const code = HTTP_REFUSALS.find((refusal) => refusal.status === status)?.code ?? 'MALFORMED';
  const answer: ErrorAnswer = {
    error: { code, message: MESSAGES[status] ?? 'The request cannot be read.' },
  };
  return JSON.stringify(answer);
}

/** How long a refused caller may take to read why before its connection is cut. */
const READING_MS = 1_000;

/** Answers what no parser could read, and closes: there is no telling where the next request would begin. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  const body = bodyOf(status);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  // Closing over unread bytes resets the connection, and the caller would lose the answer.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), READING_MS).unref();
}

/** Listener of the HTTP server's `checkExpectation` event. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = bodyOf(417);
  const length = Buffer.byteLength(body);
  response.writeHead(417, { 'content-type': 'application/json; charset=utf-8', 'content-length': length });
  response.end(body);
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

/** The table in the Markdown of the API document. */
export function httpRefusalTable(): string {
  const rows = HTTP_REFUSALS.map(
    ({ status, code, when, closes }) =>
      `| ${status} | ${code} | ${when} | ${closes ? 'closes' : 'stays open, unless it cannot be read on'} |`,
  );
  return ['| status | code | when | connection |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
