/** The casino's name and colours, of the folder that its kiosks use too. Its other files are not read. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  BRAND_FILE,
  BRAND_FILE_MAX_BYTES,
  BrandError,
  parseBrand,
  type Brand,
} from '../../protocol/brand.ts';

export interface BrandReading {
  /** Null: our own look. */
  readonly brand: Brand | null;
  /** Why it is our own although a brand is set. */
  readonly problem: BrandError | null;
}

/** @param folder null: none is wanted. Never throws: a wrong brand is no reason to take no money. */
export function readBrandFile(folder: string | null): BrandReading {
  if (folder === null) return { brand: null, problem: null };
  const file = path.join(folder, BRAND_FILE);
  try {
    const { size } = statSync(file);
    if (size > BRAND_FILE_MAX_BYTES) {
      throw new BrandError(`it has ${size} bytes; at most ${BRAND_FILE_MAX_BYTES} are allowed`);
    }
    return { brand: parseBrand(readFileSync(file, 'utf8')), problem: null };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { brand: null, problem: new BrandError(`BRIDGE_BRAND: ${file}: ${why}`, { cause }) };
  }
}
