/** Whether Chromium can confine its processes here. It rather ends than run without, in a line that helps nobody. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { capture } from './command.ts';
import { SetupError } from './setup-error.ts';

const SET_USER_ID = 0o4000;

/**
 * On Linux it needs a user namespace, or its helper as root's. Does nothing elsewhere, nor for root, who has no sandbox.
 * @param executable of Electron; its helper lies beside it.
 * @throws {SetupError} with the commands to run, where there is neither.
 */
export async function ensureSandbox(executable: string): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return;
  const helper = path.join(path.dirname(executable), 'chrome-sandbox');
  if (isRootsHelper(helper) || (await mayMakeUserNamespaces())) return;
  throw new SetupError(
    'This system denies user namespaces to ordinary users, without which Electron has no sandbox. Run:\n' +
      `  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
  );
}

function isRootsHelper(helper: string): boolean {
  if (!existsSync(helper)) return false;
  const { uid, mode } = statSync(helper);
  return uid === 0 && (mode & SET_USER_ID) !== 0;
}

/** With a user in it: some systems let one be made that nobody can be in. Where it cannot be tried, Chromium does. */
async function mayMakeUserNamespaces(): Promise<boolean> {
  const tried = await capture('unshare', ['--user', '--map-root-user', 'true']).catch(() => null);
  return tried === null || tried.code === 0;
}
