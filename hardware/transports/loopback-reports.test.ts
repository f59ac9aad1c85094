import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameForSocket, ReportSplitter } from './loopback-reports.ts';

it('gives back the reports that were sent, wherever the stream is cut', () => {
  const reports = fc.array(fc.uint8Array({ maxLength: 255 }), { maxLength: 10 });
  fc.assert(
    fc.property(reports, fc.infiniteStream(fc.integer({ min: 1, max: 100 })), (sent, cuts) => {
      const stream = Buffer.concat(sent.map(frameForSocket));
      const splitter = new ReportSplitter();
      const received: Uint8Array[] = [];
      let at = 0;
      for (const bytes of cuts) {
        if (at >= stream.length) break;
        received.push(...splitter.push(stream.subarray(at, at + bytes)));
        at += bytes;
      }
      expect(received).toEqual(sent);
    }),
  );
});

it('has no room for a report of more than 255 bytes', () => {
  expect(() => frameForSocket(new Uint8Array(256))).toThrow(RangeError);
});
