import { ensureRuntime, type Runtime } from '../../../tools/runtime.ts';

let found: Promise<Runtime> | null = null;

/** The Electron under test, looked at once for each test file: all of the stand-in's files are read to know it. */
export async function testRuntime(): Promise<Runtime> {
  found ??= ensureRuntime(() => undefined);
  return found;
}
