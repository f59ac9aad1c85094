/** `npm run scannability`: photographs the glass with a simulated camera and writes docs/scannability.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ensureBuilt } from '../../tools/build.ts';
import { CHECKOUT } from '../../tools/checkout.ts';
import { ensureDisplay } from '../../tools/display.ts';
import { GlassWindow } from '../glass/glass-window.ts';
import { TOPPERS, URL_LENGTHS } from './displays.ts';
import { lostToPlain, trialsOf, type Trial } from './experiment.ts';
import { reportOf } from './report.ts';
import { MAKERS, subjectOf, type Subject } from './subjects.ts';

const REPORT = join(CHECKOUT, 'docs/scannability.md');

const subjects = await drawAll();
const trials: Trial[] = [];
for (const [index, subject] of subjects.entries()) {
  for await (const trial of trialsOf(subject)) trials.push(trial);
  console.log(`${index + 1} of ${subjects.length} codes photographed: from ${trials.length} places`);
}
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
