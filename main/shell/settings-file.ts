/**
 * The settings file through electron-store. A file that is damaged (0 bytes after a power cut) or wrong is put aside
 * and the last good one takes its place, so that it is never a crash loop; without one there is nothing to start on.
 */
import { chmodSync, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import Store from 'electron-store';
import { parseSettings, SettingsError } from '../settings/parse-settings.ts';
import { Settings } from '../settings/settings.ts';

const CURRENT = 'settings';
const LAST_GOOD = 'settings.last-good';
const REJECTED = 'settings.rejected.json';

/** They name where the secrets lie. */
const OWNER_ONLY = 0o600;

export interface LoadedSettings {
  settings: Settings;
  file: string;
  /** Why the file was not used, as one sentence, when the last good one was used instead. */
  rejected: string | null;
}

/** @throws {SettingsError} when neither the file nor a last good copy can be used. */
export function loadSettings(directory: string): LoadedSettings {
  const file = path.join(directory, `${CURRENT}.json`);
  try {
    const settings = read(directory, CURRENT);
    keepLastGood(directory, settings);
    return { settings, file, rejected: null };
  } catch (error) {
    const problem = asSettingsError(error, file);
    const settings = lastGood(directory);
    if (settings === null) throw problem;
    if (existsSync(file)) putAside(file, path.join(directory, REJECTED));
    open(directory, CURRENT).store = settings;
    return {
      settings,
      file,
      rejected: `${problem.message}; started on the last good settings, the file is kept as ${REJECTED}`,
    };
  }
}

function read(directory: string, name: string): Settings {
  const file = path.join(directory, `${name}.json`);
  if (!existsSync(file)) throw new SettingsError('MISSING', 'the file is missing');
  return parseSettings({ ...open(directory, name).store });
}

/** Writes are atomic. Defaults are filled in on reading, so the file is left as the technician wrote it. */
function open(directory: string, name: string): Store<Settings> {
  return new Store<Settings>({
    cwd: directory,
    name,
    schema: Settings.properties,
    deserialize: (text) => parseSettings(JSON.parse(text)),
    clearInvalidConfig: false,
    configFileMode: OWNER_ONLY,
  });
}

function lastGood(directory: string): Settings | null {
  try {
    return read(directory, LAST_GOOD);
  } catch {
    return null; // Absent, or no better than the file itself: the file's own problem is what is told.
  }
}

function keepLastGood(directory: string, settings: Settings): void {
  if (JSON.stringify(lastGood(directory)) !== JSON.stringify(settings)) {
    // A damaged copy would make the store refuse to open.
    const file = path.join(directory, `${LAST_GOOD}.json`);
    if (existsSync(file) && lastGood(directory) === null) putAside(file, `${file}.damaged`);
    open(directory, LAST_GOOD).store = settings;
  }
}

function putAside(file: string, to: string): void {
  renameSync(file, to);
  chmodSync(to, OWNER_ONLY);
}

function asSettingsError(error: unknown, file: string): SettingsError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = cause instanceof SettingsError ? cause.code : 'INVALID';
  const reason = cause instanceof SettingsError ? cause.message : `not readable as JSON (${cause.message})`;
  return new SettingsError(code, `${file}: ${reason}`, { cause });
}
