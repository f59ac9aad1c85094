import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzCodec } from '../../../test/fuzz/fuzz-codec.ts';
import { anyMessage } from '../../../test/support/board/board-messages.ts';
import { decodeMessage, encodeMessage } from './codec.ts';
import { FrameError, REPORT_BYTES } from './frame.ts';

describe('the codec of docs/cabinet-hid.md', () => {
  it('gives back every message that it has encoded, from 64 bytes', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const report = encodeMessage(message);
        expect(report).toHaveLength(REPORT_BYTES);
        expect(decodeMessage(report)).toEqual(message);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has one encoding for each message: what it accepts it encodes to the same bytes', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const report = encodeMessage(message);
        expect(encodeMessage(decodeMessage(report))).toEqual(report);
      }),
      { numRuns: 500 },
    );
  });

  it('accepts no message with up to three bits flipped', () => {
    const bit = fc.nat({ max: REPORT_BYTES * 8 - 1 });
    fc.assert(
      fc.property(anyMessage, fc.uniqueArray(bit, { minLength: 1, maxLength: 3 }), (message, bits) => {
        const report = encodeMessage(message);
        for (const at of bits) report[at >> 3] = (report[at >> 3] ?? 0) ^ (1 << (at & 7));
        expect(() => decodeMessage(report)).toThrow(FrameError);
      }),
      { numRuns: 2_000 },
    );
  });

  it('accepts nothing of any other length', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat({ max: 200 }), (message, length) => {
        fc.pre(length !== REPORT_BYTES);
        const report = new Uint8Array(length);
        report.set(encodeMessage(message).subarray(0, length));
        expect(() => decodeMessage(report)).toThrow(expect.objectContaining({ code: 'LENGTH' }));
      }),
    );
  });

  it('neither crashes nor wrongly accepts, whatever arrives', () => {
    const { frames, wronglyAccepted, crashed, accepted } = fuzzCodec(20_000, 42);
    expect({ frames, wronglyAccepted, crashed }).toEqual({ frames: 20_000, wronglyAccepted: 0, crashed: 0 });
    expect(accepted).toBeGreaterThan(0);
  });

  it('refuses to encode what a field has no room for', () => {
    const query = (transferId: string): (() => unknown) => {
      return () =>
        encodeMessage({ kind: 'request', name: 'TRANSFER_QUERY', sequence: 1, body: { transferId } });
    };
    expect(query('')).toThrow(FrameError);
    expect(query('x'.repeat(21))).toThrow(FrameError);
    expect(query('naïve')).toThrow(FrameError);
  });
});
