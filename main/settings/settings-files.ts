/**
 * The settings of this kiosk on its disk. The technician's file is only ever read: whatever is wrong with it, or with
 * the disk, no edit is lost. Beside it is a copy of the last settings with which a code was on the glass.
 */
import path from 'node:path';
import { isSimulated, realKinds } from '../../hardware/machine-kinds.ts';
import { type BrandReading, readBrand } from './brand-folder.ts';
import { type LinkCredentials, readLinkCredentials } from './link-credentials.ts';
import { parseJson } from './parse-json.ts';
import { parseSettings } from './parse-settings.ts';
import { NotPrivate, readPrivateFile } from './private-file.ts';
import { SettingsError } from './settings-error.ts';
import type { Settings } from './settings.ts';

export interface UsableSettings {
  kind: 'usable';
  settings: Settings;
  credentials: LinkCredentials;
  brand: BrandReading;
  /** Why these are the last good settings and not those of the file; null where they are. */
  instead: SettingsError | null;
}

export type SettingsReading = UsableSettings | { kind: 'unusable'; problem: SettingsError };

const LAST_GOOD = 'settings.last-good';

/**
 * Writes settings into a file `name`.json of a directory: whole, for its owner only, or not at all; in that case it
 * rejects or throws.
 */
export type WriteSettings = (directory: string, name: string, settings: Settings) => void | Promise<void>;

export class SettingsFiles {
  readonly #directory: string;
  readonly #file: string;
  readonly #lastGood: string;
  readonly #packaged: boolean;
  readonly #write: WriteSettings;

  /** @param packaged an installed kiosk, which takes real money: no virtual cabinet. */
  constructor(directory: string, packaged: boolean, write: WriteSettings) {
    this.#directory = directory;
    this.#write = write;
    this.#file = path.join(directory, 'settings.json');
    this.#lastGood = path.join(directory, `${LAST_GOOD}.json`);
    this.#packaged = packaged;
  }

  read(): SettingsReading {
    try {
      return { kind: 'usable', ...this.#load(this.#file), instead: null };
    } catch (error) {
      const problem = asSettingsError(error, this.#file);
      try {
        return { kind: 'usable', ...this.#load(this.#lastGood), instead: problem };
      } catch {
        return { kind: 'unusable', problem }; // the copy is absent, or no better than the file itself
      }
    }
  }

  /**
   * Keeps settings that have served a player. Rejects where the disk does not take them; the copy from before is then as
   * it was.
   */
  async keepAsLastGood(settings: Settings): Promise<void> {
    const text = `${JSON.stringify(settings, null, 2)}\n`;
    if (contentOf(this.#lastGood) === text) return;
    await this.#write(this.#directory, LAST_GOOD, settings);
  }

  #load(file: string): Omit<UsableSettings, 'kind' | 'instead'> {
    const settings = parseSettings(parseJson(readPrivateFile(file, 'others')));
    if (this.#packaged && isSimulated(settings.cabinet)) {
      throw new SettingsError(
        'VIRTUAL_CABINET',
        `the setting "cabinet.kind" must be ${realKinds.join(' or ')}: an installed kiosk takes no virtual cabinet`,
      );
    }
    const credentials = readLinkCredentials(settings.link);
    return { settings, credentials, brand: readBrand(settings.brand) };
  }
}

/** The text of the file; null where there is none, or none that may be used. */
function contentOf(file: string): string | null {
  try {
    return readPrivateFile(file, 'others');
  } catch {
    return null;
  }
}

function asSettingsError(error: unknown, file: string): SettingsError {
  if (error instanceof SettingsError) {
    return new SettingsError(error.code, `${file}: ${error.message}`, { cause: error });
  }
  if (error instanceof NotPrivate) {
    return new SettingsError('NOT_PRIVATE', `${file} ${error.message}`, { cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT'
    ? new SettingsError('FILE_MISSING', `${file}: the file is missing`, { cause: error })
    : new SettingsError('FILE_UNREADABLE', `${file}: the file cannot be read (${code})`, { cause: error });
}
