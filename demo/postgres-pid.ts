/** The process of the bridge's embedded PostgreSQL, as PostgreSQL itself writes it down. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** @param bridgeData the bridge's data directory. @throws when no server runs there. */
export async function postgresPid(bridgeData: string): Promise<number> {
  const file = path.join(bridgeData, 'postgres', 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`${file} names no process`);
  return pid;
}
