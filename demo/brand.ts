/** A casino's brand in the demo: a copy that nobody else can write, whatever the rights of the folder that was named. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BRAND_FILE, BrandError, parseBrand } from '../protocol/brand.ts';
import { SetupError } from '../tools/setup-error.ts';
import type { Installation } from './installation.ts';

/** @returns the folder of the copy. @throws {SetupError} with one line where it is no brand. */
export async function copyBrand(installation: Installation, folder: string): Promise<string> {
  const brand = installation.path('brand');
  await rm(brand, { recursive: true, force: true });
  await mkdir(brand, { mode: 0o700 });
  try {
    const { logo, font } = parseBrand(await readFile(path.join(folder, BRAND_FILE), 'utf8'));
    const files = [BRAND_FILE, logo, ...(font === undefined ? [] : [font.regular, font.bold])];
    for (const file of files) {
      await writeFile(path.join(brand, file), await readFile(path.join(folder, file)), { mode: 0o600 });
    }
  } catch (cause) {
    const isKnown = cause instanceof BrandError || (cause instanceof Error && 'code' in cause);
    if (!isKnown) throw cause;
    throw new SetupError(`--brand ${folder}: ${cause.message}`, { cause });
  }
  return brand;
}
