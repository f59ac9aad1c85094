/** A guest in the ledger's database, for example a monitor: a role that may connect, and nothing else. */
import { Client } from 'pg';
import type { BridgeSite } from '../bridge/bridge-site.ts';
import { waitFor } from '../wait.ts';

const ROLE = 'guest';

export class DatabaseGuest {
  readonly #client: Client;
  readonly #channel: string;
  #heard: string[] = [];

  private constructor(client: Client, channel: string) {
    this.#client = client;
    this.#channel = channel;
    client.on('notification', ({ payload }) => this.#heard.push(payload ?? ''));
  }

  /** It listens on the channel when this resolves. */
  static async of(site: BridgeSite, channel: string): Promise<DatabaseGuest> {
    const url = new URL(site.databaseUrl);
    await site.sql(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'`);
    await site.sql(`GRANT CONNECT ON DATABASE ${url.pathname.slice(1)} TO ${ROLE}`);
    [url.username, url.password] = [ROLE, ROLE];
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    return new DatabaseGuest(client, channel);
  }

  /** What was told on the channel, and not forgotten, once it is so many. */
  async heardAtLeast(many: number): Promise<readonly string[]> {
    return waitFor('what the guest hears', () => this.#heard.length >= many && [...this.#heard]);
  }

  forget(): void {
    this.#heard = [];
  }

  async tell(payload: string): Promise<void> {
    await this.#client.query('SELECT pg_notify($1, $2)', [this.#channel, payload]);
  }

  async leave(): Promise<void> {
    await this.#client.end();
  }
}
