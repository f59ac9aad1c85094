/** 10,000 codes one after the other: the memory of the glass is flat, and no listener or canvas is left behind. */
import type { CDPSession } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GlassWindow } from './glass-window.ts';

const ROTATIONS = 10_000;
const SAMPLES = 20;
/** Before the first sample: V8 compiles what gets hot in a few steps of some 80 kB, which look like something kept. */
const WARM_UP = 16_000;
/** Of the renderer's heap after a collection, from the second half of the run; some 5 bytes a rotation is noise. */
const HEAP_NOISE_BYTES = 50_000;

interface Sample {
  rotations: number;
  heapBytes: number;
  nodes: number;
  listeners: number;
  canvases: number;
}

let glass: GlassWindow;

beforeAll(async () => {
  glass = await GlassWindow.open(1);
  await glass.resize({ width: 1920, height: 1080, devicePixelRatio: 1 });
});

afterAll(async () => {
  await glass.close();
});

it(`keeps nothing of ${ROTATIONS} codes`, { timeout: 1_200_000 }, async () => {
  const devtools = await glass.page.context().newCDPSession(glass.page);
  await devtools.send('HeapProfiler.enable');
  await glass.rotate(WARM_UP);
  const samples: Sample[] = [];
  for (let done = 0; done < ROTATIONS;) {
    done += ROTATIONS / SAMPLES;
    await glass.rotate(ROTATIONS / SAMPLES);
    samples.push(await sampleOf(glass, devtools, done));
  }
  console.table(samples);

  const settled = samples.slice(SAMPLES / 2);
  const grown = slope(settled.map(({ rotations, heapBytes }) => [rotations, heapBytes])) * ROTATIONS;
  console.log(
    `heap: ${Math.round(grown)} bytes grown in ${ROTATIONS} rotations by the slope of the second half`,
  );
  expect(Math.abs(grown)).toBeLessThan(HEAP_NOISE_BYTES);
  const [first] = settled;
  for (const sample of settled) {
    expect(sample.canvases).toBe(1);
    expect([sample.nodes, sample.listeners]).toEqual([first?.nodes, first?.listeners]);
  }
});

async function sampleOf(glass: GlassWindow, devtools: CDPSession, rotations: number): Promise<Sample> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize: heapBytes } = await devtools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners: listeners } = await devtools.send('Memory.getDOMCounters');
  const canvases = await glass.page.locator('canvas').count();
  return { rotations, heapBytes, nodes, listeners, canvases };
}

/** The median of the slopes between any two points: a step of V8 in one of them is not taken for growth. */
function slope(points: readonly (readonly [number, number])[]): number {
  const slopes = points
    .flatMap(([x, y], index) =>
      points.slice(index + 1).map(([laterX, laterY]) => (laterY - y) / (laterX - x)),
    )
    .toSorted((a, b) => a - b);
  const [below = NaN, above = NaN] = [slopes[Math.ceil(slopes.length / 2) - 1], slopes[slopes.length >> 1]];
  return (below + above) / 2;
}
