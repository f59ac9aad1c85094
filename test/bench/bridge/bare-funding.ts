/** The floor of a funding: the programs of `floor-bridge.ts` and `floor-kiosk.ts`, on the PostgreSQL of the product. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Client, Pool } from 'pg';
import { FundingClient } from './funding-client.ts';

/** More than a bridge has. */
const CONNECTIONS = 20;
const DATABASE = 'bench_floor';

export interface FloorKiosk {
  readonly program: URL;
  readonly args: readonly string[];
}
const ECHO: FloorKiosk = { program: new URL('floor-kiosk.ts', import.meta.url), args: [] };

export class BareFunding {
  readonly client: FundingClient;
  readonly commits: number;
  readonly #pool: Pool;
  readonly #processes: readonly ChildProcess[];

  private constructor(client: FundingClient, commits: number, pool: Pool, processes: ChildProcess[]) {
    this.client = client;
    this.commits = commits;
    this.#pool = pool;
    this.#processes = processes;
  }

  /**
   * @param ownerUrl of a server; its database is another one than the product's.
   * @param commits of one funding.
   * @param kiosk forked with the address of the link and these arguments.
   */
  static async start(ownerUrl: string, commits: number, kiosk: FloorKiosk = ECHO): Promise<BareFunding> {
    const databaseUrl = await floorDatabase(ownerUrl);
    const bridge = fork(new URL('floor-bridge.ts', import.meta.url), [databaseUrl, String(commits)]);
    const [port] = (await once(bridge, 'message')) as [number];
    const linked = fork(kiosk.program, [`ws://127.0.0.1:${port}`, ...kiosk.args]);
    await once(linked, 'message');
    const client = new FundingClient([`http://127.0.0.1:${port}`], 'Bearer none');
    const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS });
    return new BareFunding(client, commits, pool, [bridge, linked]);
  }

  /** The commits alone, one after the other. */
  async commit(): Promise<void> {
    for (let done = 0; done < this.commits; done += 1) {
      await this.#pool.query('INSERT INTO bare_commits (body) VALUES ($1)', ['x'.repeat(200)]);
    }
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.#pool.end();
    await Promise.all(
      this.#processes.map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }),
    );
  }
}

async function floorDatabase(ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl);
  url.pathname = `/${DATABASE}`;
  await asOwner(ownerUrl, async (owner) => {
    const { rowCount } = await owner.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await owner.query(`CREATE DATABASE ${DATABASE}`);
  });
  await asOwner(url.href, async (owner) => {
    await owner.query('CREATE EXTENSION IF NOT EXISTS pg_walinspect');
    await owner.query(
      'CREATE TABLE IF NOT EXISTS bare_commits (id bigserial PRIMARY KEY, body text NOT NULL)',
    );
  });
  return url.href;
}

/** Durable commits on this server while `work` runs, as its write-ahead log has them, whichever database they are in. */
export async function commitsOf(ownerUrl: string, work: () => Promise<void>): Promise<number> {
  return asOwner(await floorDatabase(ownerUrl), async (owner) => {
    const at = async () =>
      (await owner.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn')).rows[0]?.lsn;
    const before = await at();
    await work();
    await owner.query('SELECT pg_switch_wal()');
    const { rows } = await owner.query<{ commits: number }>(
      `SELECT count(*)::int AS commits FROM pg_get_wal_records_info($1, pg_current_wal_flush_lsn())
       WHERE resource_manager = 'Transaction' AND record_type LIKE 'COMMIT%'`,
      [before],
    );
    return rows[0]?.commits ?? 0;
  });
}

async function asOwner<T>(url: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
