import { useEffect, useState } from 'preact/hooks';
import { placed, useGlass } from '../frame/glass-context.ts';
import { centred } from '../frame/layout.ts';
import { stepsLeft, TIME_STEPS, untilNextStep } from './time-left-steps.ts';
import { COLUMN_WIDTH, columnMarks, frameMarks } from './time-marks.ts';

const FRAME = frameMarks();
const COLUMN = columnMarks();
/** The distance from the code to the outer edge of its marks; in units. */
const AROUND = 2.6;

interface TimeLeftProps {
  /** When the code ends, on the renderer's monotonic clock. */
  deadline: number;
  lifetimeMs: number;
  /** The code that the marks go around, in device pixels. */
  sidePx: number;
}

/** The time left of a code: marks around it that go out one by one. */
export function TimeLeft({ deadline, lifetimeMs, sidePx }: TimeLeftProps) {
  const { layout, devicePixelRatio } = useGlass();
  const lit = useStepsLeft(deadline, lifetimeMs);
  const wide = layout.arrangement === 'wide';
  const around = Math.round(AROUND * layout.unit * devicePixelRatio);
  const code = centred(sidePx, layout.code);
  const frame = { x: code.x - around, y: code.y - around, side: code.side + 2 * around };
  return (
    <svg
      class="time-left"
      viewBox={`0 0 ${wide ? COLUMN_WIDTH : 100} 100`}
      style={wide ? {} : placed(frame, devicePixelRatio)}
      aria-hidden="true"
    >
      {(wide ? COLUMN : FRAME).map((mark, index) => (
        <rect key={index} {...mark} class={index >= TIME_STEPS - lit ? 'lit' : 'unlit'} />
      ))}
    </svg>
  );
}

/** Wakes only when a mark goes out: between two marks the glass is at rest. */
function useStepsLeft(deadline: number, lifetimeMs: number): number {
  const [, wake] = useState(0);
  // The clock is read once: a mark that went out between two readings would stay lit until the next one goes out.
  const remainingMs = deadline - performance.now();
  useEffect(() => {
    const next = untilNextStep(remainingMs, lifetimeMs);
    if (next === null) return undefined;
    // One millisecond more, to wake after the step and not just before it.
    const timer = window.setTimeout(() => wake((count) => count + 1), next + 1);
    return () => window.clearTimeout(timer);
  });
  return stepsLeft(remainingMs, lifetimeMs);
}
