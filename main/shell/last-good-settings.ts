/** Writes the copy of the last good settings through electron-store: whole or not at all. Only this program writes it. */
import Store from 'electron-store';
import type { Settings } from '../settings/settings.ts';

/** The settings name the files of the secrets. */
const OWNER_ONLY = 0o600;

/** @throws where the disk does not take them; the copy from before is then as it was. */
export function writeLastGood(directory: string, name: string, settings: Settings): void {
  const store = new Store<Settings>({
    cwd: directory,
    name,
    configFileMode: OWNER_ONLY,
    clearInvalidConfig: true, // a damaged copy is of no use, and about to be replaced
    serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
  });
  store.store = settings;
}
