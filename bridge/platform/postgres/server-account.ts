/**
 * PostgreSQL refuses to run as root. Where the bridge is root (a container, a bare demo machine) its server runs as
 * `postgres`, or as `nobody` where there is no such user, and keeps only the right to walk through directories that
 * are closed to others: a data directory below /root, a temporary one.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How to run a program of PostgreSQL: what goes before its command line, and who must own the data directory. */
export interface ServerAccount {
  readonly prefix: readonly string[];
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export async function findServerAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { prefix: [], owner: null };
  const user = (await succeeds('id', 'postgres')) ? 'postgres' : 'nobody';
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
  const owner = { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  const plain = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const capable = [...plain, '--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  for (const prefix of [capable, plain]) {
    const account = { prefix, owner };
    if (await accountCan(account, 'true')) return account;
  }
  throw new Error('PostgreSQL cannot be started as root here: run as an ordinary user, or set DATABASE_URL');
}

/** Whether the command, run as the account, ends with 0. */
export async function accountCan(account: ServerAccount, ...command: string[]): Promise<boolean> {
  return succeeds(...account.prefix, ...command);
}

async function succeeds(...command: string[]): Promise<boolean> {
  const [file = '', ...args] = command;
  return run(file, args).then(
    () => true,
    () => false,
  );
}
