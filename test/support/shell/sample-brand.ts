import { chmod, cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CHECKOUT } from '../../../tools/checkout.ts';

export const SAMPLE_BRAND = path.join(CHECKOUT, 'demo/brands/copper-canyon');

/** A copy that a kiosk accepts, whatever the umask of the person who checked the sample out. */
export async function copySampleBrand(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(SAMPLE_BRAND, folder, { recursive: true });
  await chmod(folder, 0o700);
  for (const file of await readdir(folder)) await chmod(path.join(folder, file), 0o600);
}
