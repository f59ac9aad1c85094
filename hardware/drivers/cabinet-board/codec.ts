/** Messages to 64-byte reports and back; the one codec of the driver, the firmware model and the tests. Pure. */
import { decodeFrame, encodeFrame, type Frame, FrameError } from './frame.ts';
import type { Field } from './fields.ts';
import {
  type AnswerBody,
  answerBodies,
  type BodyOf,
  type NoticeBody,
  noticeBodies,
  noticeCodes,
  type NoticeName,
  REJECTED_CODE,
  rejectedBody,
  type RequestBody,
  requestBodies,
  requestCodes,
  type RequestName,
} from './messages.ts';

export type Request = {
  [Name in RequestName]: { kind: 'request'; name: Name; sequence: number; body: RequestBody<Name> };
}[RequestName];
export type Answer = {
  [Name in RequestName]: { kind: 'answer'; name: Name; sequence: number; body: AnswerBody<Name> };
}[RequestName];
export type Rejection = {
  kind: 'answer';
  name: 'REJECTED';
  sequence: number;
  body: BodyOf<typeof rejectedBody>;
};
export type Notice = {
  [Name in NoticeName]: { kind: 'notice'; name: Name; sequence: number; body: NoticeBody<Name> };
}[NoticeName];
export type Message = Request | Answer | Rejection | Notice;

interface Entry {
  readonly name: string;
  readonly code: number;
  readonly body: Field<object>;
}

function entriesOf(codes: Readonly<Record<string, number>>, bodies: object): Entry[] {
  const fields = new Map(Object.entries(bodies) as [string, Field<object>][]);
  return Object.entries(codes).map(([name, code]) => {
    const body = fields.get(name);
    if (body === undefined) throw new TypeError(`message ${name} has no body`);
    return { name, code, body };
  });
}

const entries: Record<Frame['kind'], Entry[]> = {
  request: entriesOf(requestCodes, requestBodies),
  answer: [
    ...entriesOf(requestCodes, answerBodies),
    { name: 'REJECTED', code: REJECTED_CODE, body: rejectedBody },
  ],
  notice: entriesOf(noticeCodes, noticeBodies),
};

function indexBy<Key extends 'name' | 'code'>(key: Key): Record<Frame['kind'], Map<Entry[Key], Entry>> {
  const index = (kind: Frame['kind']): Map<Entry[Key], Entry> =>
    new Map(entries[kind].map((entry) => [entry[key], entry]));
  return { request: index('request'), answer: index('answer'), notice: index('notice') };
}

const byName = indexBy('name');
const byCode = indexBy('code');

/** A new 64-byte report. Throws {@link FrameError} `BODY` for a value that has no encoding. */
export function encodeMessage(message: Message): Uint8Array {
  const entry = byName[message.kind].get(message.name);
  if (entry === undefined) throw new FrameError('CODE', `no message ${message.name}`);
  const body = new Uint8Array(entry.body.size);
  entry.body.write(new DataView(body.buffer), 0, message.body);
  return encodeFrame({ kind: message.kind, code: entry.code, sequence: message.sequence, body });
}

/** Throws {@link FrameError}; what it returns is checked down to the last bit. */
export function decodeMessage(report: Uint8Array): Message {
  return decodeBody(decodeFrame(report));
}

/** The second half of {@link decodeMessage}, for a board that answers even what it cannot read. */
export function decodeBody(frame: Frame): Message {
  const entry = byCode[frame.kind].get(frame.code);
  if (entry === undefined) throw new FrameError('CODE', `no ${frame.kind} has code ${frame.code}`);
  if (frame.body.length !== entry.body.size) {
    throw new FrameError('BODY', `${entry.name} with a body of ${frame.body.length} bytes`);
  }
  const view = new DataView(frame.body.buffer, frame.body.byteOffset, frame.body.byteLength);
  const body = entry.body.read(view, 0);
  return { kind: frame.kind, name: entry.name, sequence: frame.sequence, body } as Message;
}
