/** The tables of docs/cabinet-hid.md that say numbers, against the code that the kiosk and the virtual board run. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentTable } from '../../../test/support/document-table.ts';
import { reportDescriptor } from '../../../simulators/cabinet-board/report-descriptor.ts';
import { usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import * as codes from './codes.ts';
import {
  answerBodies,
  noticeCodes,
  REJECTED_CODE,
  requestCodes,
  noticeBodies,
  requestBodies,
} from './messages.ts';
import { type BoardTiming, boardTiming } from './timing.ts';

const table = (heading: string): string[][] => documentTable('cabinet-hid.md', heading);
const hexadecimal = (code: number): string => `\`${code.toString(16).padStart(2, '0')}\``;
const messages = (byName: Readonly<Record<string, number>>): string[][] =>
  Object.entries(byName).map(([name, code]) => [hexadecimal(code), `\`${name}\``]);

const named: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '`conditions`, bits': codes.conditionBits,
  '`inputs`, bits': codes.inputBits,
  '`acceptor`': codes.acceptorCodes,
  '`decision` of a note': codes.escrowDecisionCodes,
  '`held`': codes.heldCodes,
  '`failed`, bits': codes.selfTestBits,
  '`state` of a transfer': codes.transferStateCodes,
  '`reason` of a transfer': codes.refusalCodes,
  '`kind` of a note event': codes.noteEventCodes,
  '`reason` of `REJECTED`': codes.rejectionCodes,
};

const ms = (value: number): string => `${value.toLocaleString('en')} ms`;
const board = usMachine('DOCUMENT');

/** Every time of the driver, each under its name in the document. */
const ofTheKiosk: Record<keyof BoardTiming, [what: string, value: string]> = {
  answerMs: ['wait for an answer', ms(boardTiming.answerMs)],
  attempts: ['sendings of one request', String(boardTiming.attempts)],
  statusMs: ['from one `STATUS` to the next', ms(boardTiming.statusMs)],
  pollMs: ['from one `TRANSFER_QUERY` to the next', ms(boardTiming.pollMs)],
  trustWindowMs: ['window of the two limits that follow', ms(boardTiming.trustWindowMs)],
  unusableReports: ['unusable reports in that window', String(boardTiming.unusableReports)],
  notices: ['notices in that window', String(boardTiming.notices)],
  firstRetryMs: ['first wait before the board is looked for again', ms(boardTiming.firstRetryMs)],
  longestRetryMs: ['longest wait before the board is looked for again', ms(boardTiming.longestRetryMs)],
};
const ofTheBoard: Record<string, string> = {
  'answer to a request': '100 ms',
  'without a request': ms(board.kioskSilenceMs),
  'event that is not acknowledged': ms(board.eventRepeatMs),
  'note in escrow without a decision (`escrowLimitMs`)': ms(board.escrowLimitMs),
  'notices in a second': '100',
  'begin of a transfer (`lifetimeMs`)': 'the order',
};

describe('docs/cabinet-hid.md', () => {
  it('lists every request and notice with its code, and no other', () => {
    const requests = messages({ ...requestCodes, REJECTED: REJECTED_CODE });
    expect(
      table('Requests and answers').map(([code = '', name = '']) => [code, name.split(' ').at(-1)]),
    ).toEqual(requests);
    expect(table('Notices').map(([code, name]) => [code, name])).toEqual(messages(noticeCodes));
  });

  it('lists every code of every field, and no other', () => {
    const documented = table('Codes').map(([field = '', values = '']) => [
      field,
      [...values.matchAll(/(\d+) `([A-Z_]+)`/g)].map(([, code, name]) => [name, Number(code)]),
    ]);
    expect(documented).toEqual(
      Object.entries(named).map(([field, byName]) => [field, Object.entries(byName)]),
    );
  });

  it('tells the time-outs and limits that the kiosk and the virtual board have', () => {
    const documented = table('Times and limits').map(([what = '', whose = '', value = '']) => [
      whose,
      what,
      value,
    ]);
    const existing = [
      ...Object.entries(ofTheBoard).map(([what, value]) => ['board', what, value]),
      ...Object.values(ofTheKiosk).map(([what, value]) => ['kiosk', what, value]),
    ];
    const rows = (cells: string[][]): Set<string> => new Set(cells.map((row) => row.join(' | ')));
    expect(rows(documented)).toEqual(rows(existing));
  });

  it('shows the report descriptor that every board carries', () => {
    const text = readFileSync(new URL('../../../docs/cabinet-hid.md', import.meta.url), 'utf8');
    const block = /Report descriptor \((\d+) bytes\):\n\n```\n(.*?)```/s.exec(text);
    const documented = [...(block?.[2] ?? '').matchAll(/(?<=^|  )(?:[0-9a-f]{2} ?)+(?= |$)/gm)];
    const bytes = documented
      .flatMap(([run]) => run.trim().split(' '))
      .map((byte) => Number.parseInt(byte, 16));
    expect(bytes).toEqual([...reportDescriptor()]);
    expect(Number(block?.[1])).toBe(bytes.length);
  });

  it('gives no message a body that does not fit into a report', () => {
    const bodies = [
      ...Object.values(requestBodies),
      ...Object.values(answerBodies),
      ...Object.values(noticeBodies),
    ];
    expect(Math.max(...bodies.map(({ size }) => size))).toBeLessThanOrEqual(55);
    expect([answerBodies.STATUS.size, answerBodies.TRANSFER_QUERY.size]).toEqual([43, 41]);
  });
});
