/**
 * Reads the brand of a casino from its folder, as carefully as the settings: only plain files that no other user of the
 * machine could have written, because a picture on the glass could contain somebody else's code. Nothing of it is read
 * later.
 */
import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import path from 'node:path';
import type { GlassBrand } from '../../preload/contract.ts';
import { BRAND_FILE, BRAND_FILE_MAX_BYTES, BrandError, parseBrand } from '../../protocol/brand.ts';
import { pictureProblem } from './brand-picture.ts';
import { NotPrivate, readPrivateBytes } from './private-file.ts';
import { SettingsError } from './settings-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface BrandReading {
  /** The casino's look; null: our own. */
  look: GlassBrand | null;
  /** The files of the look by their addresses. */
  files: ReadonlyMap<string, Bytes>;
  /** Why it is our own although the settings name a brand; `WRONG_BRAND`. */
  problem: SettingsError | null;
}

export const NO_BRAND: BrandReading = { look: null, files: new Map(), problem: null };

const LOGO_MAX_BYTES = 262_144;
/** The limit for one weight of the font. */
const FONT_MAX_BYTES = 1_048_576;

/** @param folder null: none is wanted. Never throws: a wrong brand is no reason to take no money. */
export function readBrand(folder: string | null): BrandReading {
  if (folder === null) return NO_BRAND;
  try {
    return { ...load(folder), problem: null };
  } catch (cause) {
    const line = cause instanceof Error ? cause.message : String(cause);
    const problem = new SettingsError('WRONG_BRAND', `the brand is not used: ${line}`, { cause });
    return { ...NO_BRAND, problem };
  }
}

function load(folder: string): Pick<BrandReading, 'look' | 'files'> {
  if (!path.isAbsolute(folder))
    throw new BrandError(`the setting "brand" must be an absolute path: ${folder}`);
  const { name, colours, logo, font } = brandIn(folder);
  const files = new Map<string, Bytes>();
  /** The address has a part that changes with the content: a page that goes on never shows an older file. */
  const serve = (field: string, file: string, maxBytes: number): string => {
    const content = readPlain(folder, file, maxBytes);
    const wrong = fileProblem(file, content);
    if (wrong !== null) throw new BrandError(`${path.join(folder, file)} of "${field}" ${wrong}`);
    const address = `brand/${createHash('sha256').update(content).digest('hex').slice(0, 16)}/${file}`;
    files.set(address, content);
    return address;
  };
  const look: GlassBrand = {
    name,
    colours,
    logo: serve('logo', logo, LOGO_MAX_BYTES),
    font:
      font === undefined
        ? null
        : {
            regular: serve('font.regular', font.regular, FONT_MAX_BYTES),
            bold: serve('font.bold', font.bold, FONT_MAX_BYTES),
          },
  };
  return { look, files };
}

function brandIn(folder: string): ReturnType<typeof parseBrand> {
  const content = readPlain(folder, BRAND_FILE, BRAND_FILE_MAX_BYTES);
  try {
    return parseBrand(new TextDecoder().decode(content));
  } catch (cause) {
    if (!(cause instanceof BrandError)) throw cause;
    throw new BrandError(`${path.join(folder, BRAND_FILE)}: ${cause.message}`, { cause });
  }
}

/** @throws {BrandError} also for a link: what is read lies in the folder. */
function readPlain(folder: string, name: string, maxBytes: number): Bytes {
  const file = path.join(folder, name);
  try {
    const stats = lstatSync(file);
    if (!stats.isFile()) throw new BrandError(`${file} is not a plain file`);
    if (stats.size > maxBytes) {
      throw new BrandError(`${file} has ${stats.size} bytes; at most ${maxBytes} are allowed`);
    }
    return new Uint8Array(readPrivateBytes(file, 'others'));
  } catch (cause) {
    if (cause instanceof BrandError) throw cause;
    if (cause instanceof NotPrivate) throw new BrandError(`${file} ${cause.message}`, { cause });
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const why = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
    throw new BrandError(`${file} ${why}`, { cause });
  }
}

function fileProblem(name: string, content: Bytes): string | null {
  if (!name.endsWith('.woff2')) return pictureProblem(name, content);
  const mark = new TextDecoder('latin1').decode(content.subarray(0, 4));
  return mark === 'wOF2' ? null : 'is not a WOFF2 font';
}
