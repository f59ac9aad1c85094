/**
 * One 64-byte report of docs/cabinet-hid.md: which way it goes, what it is, its sequence number, a body, a checksum.
 * Pure; the meaning of the body is in messages.ts.
 */
import { crc32 } from 'node:zlib';

/** Bytes of every report in either direction, report id included: one packet of a full-speed interrupt endpoint. */
export const REPORT_BYTES = 64;

const BODY_OFFSET = 5;
const CHECKSUM_OFFSET = 60;

/** Room for a body, in bytes. */
export const MAX_BODY_BYTES = CHECKSUM_OFFSET - BODY_OFFSET;

/** HID report ids. */
export const ReportId = { request: 0x01, answer: 0x02, notice: 0x03 } as const;
export type ReportKind = keyof typeof ReportId;

export interface Frame {
  kind: ReportKind;
  /** Message code; see messages.ts. */
  code: number;
  /** A request has the kiosk's own count, an answer that of its request, a notice the board's own count. */
  sequence: number;
  body: Uint8Array;
}

export type FrameErrorCode = 'LENGTH' | 'REPORT_ID' | 'CHECKSUM' | 'CODE' | 'BODY';

/** A report that is not of the protocol. Nothing of it may be used [checked-at-the-door]. */
export class FrameError extends Error {
  readonly code: FrameErrorCode;

  constructor(code: FrameErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FrameError';
    this.code = code;
  }
}

/** A new 64-byte report. Throws {@link FrameError} `BODY` when the body is too long. */
export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.body.length > MAX_BODY_BYTES) {
    throw new FrameError('BODY', `a body of ${frame.body.length} bytes does not fit into a report`);
  }
  const report = new Uint8Array(REPORT_BYTES);
  const view = new DataView(report.buffer);
  view.setUint8(0, ReportId[frame.kind]);
  view.setUint8(1, frame.code);
  view.setUint16(2, frame.sequence, true);
  view.setUint8(4, frame.body.length);
  report.set(frame.body, BODY_OFFSET);
  view.setUint32(CHECKSUM_OFFSET, checksum(report), true);
  return report;
}

/** Throws {@link FrameError}; the body of the frame returned shares the report's memory. */
export function decodeFrame(report: Uint8Array): Frame {
  if (report.length !== REPORT_BYTES) {
    throw new FrameError('LENGTH', `a report of ${report.length} bytes instead of ${REPORT_BYTES}`);
  }
  const view = new DataView(report.buffer, report.byteOffset, report.byteLength);
  const kind = kindOf(view.getUint8(0));
  if (view.getUint32(CHECKSUM_OFFSET, true) !== checksum(report)) {
    throw new FrameError('CHECKSUM', 'a report with a wrong checksum');
  }
  const bodyBytes = view.getUint8(4);
  if (bodyBytes > MAX_BODY_BYTES) throw new FrameError('BODY', `a body of ${bodyBytes} bytes`);
  for (let offset = BODY_OFFSET + bodyBytes; offset < CHECKSUM_OFFSET; offset += 1) {
    if (report[offset] !== 0) throw new FrameError('BODY', 'padding that is not zero');
  }
  return {
    kind,
    code: view.getUint8(1),
    sequence: view.getUint16(2, true),
    body: report.subarray(BODY_OFFSET, BODY_OFFSET + bodyBytes),
  };
}

function kindOf(reportId: number): ReportKind {
  switch (reportId) {
    case ReportId.request:
      return 'request';
    case ReportId.answer:
      return 'answer';
    case ReportId.notice:
      return 'notice';
    default:
      throw new FrameError('REPORT_ID', `report id ${reportId} is not of the protocol`);
  }
}

/** CRC-32 of IEEE 802.3 (as in zlib and PNG) over everything before the checksum. */
function checksum(report: Uint8Array): number {
  return crc32(report.subarray(0, CHECKSUM_OFFSET));
}
