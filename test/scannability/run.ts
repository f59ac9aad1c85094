/** `npm run scannability`: photographs the glass with a simulated camera and writes docs/scannability.md. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { format, resolveConfig } from 'prettier';
import { ensureBuilt } from '../../tools/build.ts';
import { CHECKOUT } from '../../tools/checkout.ts';
import { ensureDisplay } from '../../tools/display.ts';
import { GlassWindow } from '../glass/glass-window.ts';
import { lostToPlain } from './comparison.ts';
import { TOPPERS, URL_LENGTHS } from './displays.ts';
import { placesOf, type Reads, type Trial } from './experiment.ts';
import { reportOf } from './report.ts';
import { MAKERS, subjectOf, type Subject } from './subjects.ts';

const REPORT = join(CHECKOUT, 'docs/scannability.md');

const subjects = await drawAll();
const trials = await photographAll(subjects);
const text = await format(reportOf(subjects, trials), {
  ...(await resolveConfig(REPORT)),
  parser: 'markdown',
});
await writeFile(REPORT, text);
console.log(
  `${REPORT} written; comparisons in which the plain code is read from more places: ${lostToPlain(trials).length}`,
);

async function drawAll(): Promise<Subject[]> {
  await ensureBuilt();
  const display = await ensureDisplay();
  const window = await GlassWindow.open(1);
  try {
    const drawn: Subject[] = [];
    for (const topper of TOPPERS) {
      await window.resize(topper);
      for (const urlLength of URL_LENGTHS) {
        for (const maker of MAKERS) {
          const subject = await subjectOf(window, maker, topper, urlLength);
          if (subject) drawn.push(subject);
        }
      }
    }
    return drawn;
  } finally {
    await window.close();
    await display.stop();
  }
}

/** Runs on every core. The results are in the order of the subjects, whichever is done first. */
async function photographAll(all: readonly Subject[]): Promise<Trial[]> {
  const waiting = [...all.entries()];
  const done: Trial[][] = [];
  let count = 0;
  const photographer = async (): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, subject] = next;
      worker.postMessage(subject, []);
      // once() also rejects when the worker fails.
      const [reads] = (await once(worker, 'message')) as [Reads[]];
      done[index] = placesOf(subject).map((place, at) => ({ ...place, subject, read: found(reads[at]) }));
      count += 1;
      console.log(`${count} of ${all.length} codes photographed`);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, photographer));
  return done.flat();
}

function found(reads: Reads | undefined): Reads {
  if (!reads) throw new Error('a place was not reported');
  return reads;
}
