/**
 * Once before tests whose files run at the same time: what a bare machine lacks, the Electron runtime, a fresh build, a
 * database to copy, and a display for each worker. Two kiosks on one display would take each other's place.
 */
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../../../tools/build.ts';
import {
  DISPLAY_PACKAGES,
  ELECTRON_PACKAGES,
  ensureDebianPackages,
  PHONE_PACKAGES,
} from '../../../tools/debian.ts';
import { startVirtualDisplay } from '../../../tools/display.ts';
import { ensureRuntime } from '../../../tools/runtime.ts';
import { provideCluster } from '../databases/cluster-template.ts';
import { compileAhead } from '../service.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the environment variable `DISPLAY`, by worker; none where there is no X. */
    displays: readonly string[];
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureDebianPackages([...ELECTRON_PACKAGES, ...DISPLAY_PACKAGES, ...PHONE_PACKAGES]);
  await ensureRuntime();
  await ensureBuilt();
  await compileAhead('bridge/app/main.ts');
  const removeCluster = process.platform === 'linux' ? await provideCluster() : async () => undefined;
  const workers = process.platform === 'linux' ? project.config.maxWorkers : 0;
  const displays = await Promise.all(Array.from({ length: workers }, () => startVirtualDisplay()));
  project.provide(
    'displays',
    displays.map(({ env }) => env['DISPLAY'] ?? ''),
  );
  return async () => {
    await Promise.all([...displays.map((display) => display.stop()), removeCluster()]);
  };
}
