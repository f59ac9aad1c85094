/** `npm run build`: builds the kiosk and our web pages into dist/, as far as they are stale. */
import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fingerprint, readStamp, writeStamp } from './build/freshness.ts';
import { type Part, PARTS } from './build/parts.ts';
import { CHECKOUT } from './checkout.ts';
import { type Report, toStderr, withProgress } from './progress.ts';

/** Builds every part whose sources changed since it was built. */
export async function ensureBuilt(report: Report = toStderr): Promise<void> {
  for (const part of PARTS) await ensurePart(part, report);
}

async function ensurePart(part: Part, report: Report): Promise<void> {
  const output = path.join(CHECKOUT, part.output);
  const wanted = await fingerprint(CHECKOUT, part.inputs);
  if ((await readStamp(output)) === wanted) return;
  await withProgress(report, `Building the ${part.name}`, async () => {
    // Built aside and put in place whole, so that a failed or a simultaneous build leaves a usable one.
    const aside = `${output}.${randomBytes(4).toString('hex')}`;
    try {
      await part.build(aside);
      await writeStamp(aside, wanted);
      await rm(output, { recursive: true, force: true });
      await rename(aside, output).catch(async (error: unknown) => {
        if ((await readStamp(output)) !== wanted) throw error;
      });
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
}

if (process.argv[1] === import.meta.filename) await ensureBuilt();
