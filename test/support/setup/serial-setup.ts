/**
 * Once before tests whose files run one after the other: what a bare machine lacks, the Electron runtime, a display, a fresh
 * build.
 */
import { ensureBuilt } from '../../../tools/build.ts';
import { ensureDebianPackages, kioskPackages, PHONE_PACKAGES } from '../../../tools/debian.ts';
import { ensureDisplay } from '../../../tools/display.ts';
import { ensureRuntime } from '../../../tools/runtime.ts';

export default async function setup(): Promise<() => Promise<void>> {
  await ensureDebianPackages([...kioskPackages(), ...PHONE_PACKAGES]);
  await ensureRuntime();
  await ensureBuilt();
  const display = await ensureDisplay();
  return () => display.stop();
}
