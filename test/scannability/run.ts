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
import { sampleUrl } from '../glass/samples.ts';
import { GlassWindow } from '../glass/glass-window.ts';
import { lostToPlain } from './comparison.ts';
import { TOPPERS, URL_LENGTHS, USUAL_LENGTH } from './displays.ts';
import { placesOf, type Reads, type Trial } from './experiment.ts';
import { ownCode } from './own-code.ts';
import type { Reach } from './reach.ts';
import { reportOf } from './report.ts';
import { MAKERS, subjectOf, type Subject } from './subjects.ts';
import type { Task } from './worker.ts';

const REPORT = join(CHECKOUT, 'docs/scannability.md');

const { subjects, own } = await drawAll();
const trials = await photographAll(subjects);
const compared = [...own, ...subjects.filter(isUsual)];
const reaches = await onEveryCore<Reach>(compared.map((subject) => ({ subject, asks: 'reach' })));
const withReach = compared.map((subject, at) => ({ subject, reach: found(reaches[at]) }));
const text = await format(reportOf(subjects, trials, withReach), {
  ...(await resolveConfig(REPORT)),
  parser: 'markdown',
});
await writeFile(REPORT, text);
console.log(
  `${REPORT} written; comparisons in which the plain code is read from more places: ${lostToPlain(trials).length}`,
);

function isUsual({ maker, urlLength }: Subject): boolean {
  return maker === 'ours' && urlLength === USUAL_LENGTH;
}

/** Codes as long as Trustly's, and on the same displays those of our own pages. */
async function drawAll(): Promise<{ subjects: Subject[]; own: Subject[] }> {
  await ensureBuilt();
  const display = await ensureDisplay();
  const window = await GlassWindow.open(1);
  try {
    const subjects: Subject[] = [];
    const own: Subject[] = [];
    for (const topper of TOPPERS) {
      await window.resize(topper);
      for (const urlLength of URL_LENGTHS) {
        for (const maker of MAKERS) {
          const subject = await subjectOf(window, maker, topper, sampleUrl(urlLength));
          if (subject) subjects.push(subject);
        }
      }
      const subject = await subjectOf(window, 'ours', topper, await ownCode());
      if (subject) own.push(subject);
    }
    return { subjects, own };
  } finally {
    await window.close();
    await display.stop();
  }
}

async function photographAll(all: readonly Subject[]): Promise<Trial[]> {
  const done = await onEveryCore<Reads[]>(all.map((subject) => ({ subject, asks: 'places' })));
  return all.flatMap((subject, index) =>
    placesOf(subject).map((place, at) => ({ ...place, subject, read: found(done[index]?.[at]) })),
  );
}

/** The results are in the order of the tasks, whichever is done first. */
async function onEveryCore<Result>(tasks: readonly Task[]): Promise<Result[]> {
  const waiting = [...tasks.entries()];
  const done: Result[] = [];
  let count = 0;
  const photographer = async (): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, task] = next;
      worker.postMessage(task, []);
      // once() also rejects when the worker fails.
      const [result] = (await once(worker, 'message')) as [Result];
      done[index] = result;
      count += 1;
      console.log(`${count} of ${tasks.length} codes photographed`);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, photographer));
  return done;
}

function found<Result>(result: Result | undefined): Result {
  if (result === undefined) throw new Error('a place was not reported');
  return result;
}
