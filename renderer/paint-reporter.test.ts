import { describe, expect, it } from 'vitest';
import type { PaintReport } from '../preload/contract.ts';
import { PaintReporter } from './paint-reporter.ts';

function reporter() {
  const pending = new Map<number, () => void>();
  let handle = 0;
  const sent: PaintReport[] = [];
  const frames = {
    request: (run: () => void) => {
      handle += 1;
      pending.set(handle, run);
      return handle;
    },
    cancel: (handle: number) => void pending.delete(handle),
  };
  const frame = () => {
    const due = [...pending.values()];
    pending.clear();
    for (const run of due) run();
  };
  return { reporter: new PaintReporter(frames, (report) => sent.push(report)), frame, sent };
}

describe('the paint report', () => {
  it('leaves after the frame that painted, not before it', () => {
    const { reporter: paint, frame, sent } = reporter();
    paint.painted({ sequence: 1, code: null });
    frame();
    expect(sent).toEqual([]);
    frame();
    expect(sent).toEqual([{ sequence: 1, code: null }]);
  });

  it('is only of the newest when two come within a frame', () => {
    const { reporter: paint, frame, sent } = reporter();
    paint.painted({ sequence: 1, code: null });
    frame();
    paint.painted({ sequence: 2, code: null });
    frame();
    frame();
    expect(sent.map(({ sequence }) => sequence)).toEqual([2]);
  });
});
