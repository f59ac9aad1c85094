/** The pool and the one way to run a transaction. 8-byte integers come back as numbers: money stays below 2^53. */
import { Socket } from 'node:net';
import {
  Client,
  type ClientBase,
  DatabaseError,
  Pool,
  TypeOverrides,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { connectError } from './connect-error.ts';
import { isPgbouncerRefusal, isPooled, poolerError } from './pooler.ts';
import { takeUnconfirmed, watchCommits } from './unconfirmed-commits.ts';

/** Anything that runs one statement: the pool, or the client of a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>>;
}

/**
 * Statements are sent at once, and carried out in the order in which they were asked for. So those that do not need each
 * other's results take one round trip together.
 */
export interface Transaction extends Queryable {
  /**
   * For the last statements: sent together with COMMIT. `work` must not wait for it; whoever called `transaction` may,
   * and when that has resolved, so has this.
   */
  withCommit<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>>;
}

/**
 * Certain: the database kept nothing of a transaction, because it ended before COMMIT was sent, or because the server
 * said that it rolled back. No other error may be told to anybody as "nothing was recorded".
 */
export class NothingRecordedError extends Error {
  constructor(cause: unknown) {
    super('the database recorded nothing of the transaction', { cause });
    this.name = 'NothingRecordedError';
  }
}

/** There was no connection to begin on. */
export class NoConnectionError extends NothingRecordedError {
  constructor(cause: unknown) {
    super(cause);
    this.name = 'NoConnectionError';
  }
}

/**
 * The connection was lost while COMMIT was under way, or the wait for the standby was cancelled: it may have happened or
 * not, or happened on one disk only.
 */
export class CommitUnknownError extends Error {
  constructor(cause: unknown) {
    super('the database did not confirm the commit', { cause });
    this.name = 'CommitUnknownError';
  }
}

const INT8 = 20;
const INT8_TYPES = new TypeOverrides();
INT8_TYPES.setTypeParser(INT8, exactInteger);

/**
 * A commit that was confirmed is on disk [durable-first], whatever the server, the database or the role is set to. What is
 * stronger than `on` stays as it is.
 */
const DURABLE_COMMITS = `SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') = 'off'`;

export class Database implements Queryable {
  readonly #pool: Pool;
  readonly #url: string;

  constructor(url: string, options: { maxConnections: number; onError: (error: Error) => void }) {
    this.#url = url;
    this.#pool = new Pool({
      connectionString: url,
      max: options.maxConnections,
      connectionTimeoutMillis: 5_000,
      types: INT8_TYPES,
      pipeline: true,
      application_name: 'topper-bridge',
      // A peer that was lost in the middle of a transaction must not keep its locks, nor we wait for it for ever.
      idle_in_transaction_session_timeout: 5_000,
      lock_timeout: 5_000,
      statement_timeout: 10_000,
      query_timeout: 12_000,
      // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, its types do not say so
      onConnect: async (client) => {
        watchCommits(client);
        await client.query(DURABLE_COMMITS);
      },
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', (error: Error & { client?: unknown }) => {
      delete error.client; // the whole connection, with its statements and its key to cancel them: not for a log
      options.onError(error);
    });
  }

  /**
   * Runs one statement, which is a transaction of its own.
   * @throws {CommitUnknownError} when the standby did not confirm its commit. Any other error tells nothing about it.
   */
  async query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>> {
    const client = await this.#pool.connect();
    client.on('error', ignore);
    let broken = true;
    try {
      const result = await client.query<Row>(prepared(sql, values));
      broken = false;
      expectConfirmed(client);
      return result;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  /** Rejects while the server is away. */
  async ping(): Promise<void> {
    await this.#pool.query('SELECT 1');
  }

  /**
   * Runs `work` in one transaction. An error that `work` itself throws comes through, with everything rolled back.
   * @param begins `with reads`: the first statements are sent together with BEGIN. Would that fail, they would be carried
   *   out without a transaction, so nothing that counts may be written before one of them has been waited for.
   * @throws {NothingRecordedError} when the database failed and it is certain that nothing was kept.
   * @throws {CommitUnknownError} when the outcome of the commit is not known.
   */
  async transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    begins: 'with anything' | 'with reads' = 'with anything',
  ): Promise<T> {
    const client = await this.#pool.connect().catch((cause: unknown) => {
      throw new NoConnectionError(cause);
    });
    client.on('error', ignore);
    let broken = true;
    const last: Promise<unknown>[] = [];
    try {
      const begun = client.query('BEGIN').catch(recordedNothing);
      begun.catch(() => undefined); // whoever sent a statement with it is told
      if (begins === 'with anything') await begun;
      let result: T;
      try {
        result = await work({
          query: async (sql, values) => {
            const answer = client.query(prepared(sql, values)).catch(recordedNothing);
            return (await Promise.all([answer, begun]))[0];
          },
          withCommit: (sql, values) => {
            const answer = client.query(prepared(sql, values)).catch(recordedNothing);
            answer.catch(() => undefined); // COMMIT tells whether it counts
            last.push(answer);
            return answer;
          },
        });
      } catch (error) {
        await client.query('ROLLBACK').then(
          () => (broken = false),
          () => undefined,
        );
        throw error;
      }
      const [ended, ...others] = await Promise.allSettled([client.query('COMMIT'), ...last]);
      if (ended.status === 'rejected') {
        const error: unknown = ended.reason;
        // Only a plain error of the server means that it rolled back; one that ends the connection may come after.
        if (!(error instanceof DatabaseError) || error.severity !== 'ERROR')
          throw new CommitUnknownError(error);
        broken = false;
        throw new NothingRecordedError(error);
      }
      const { command } = ended.value;
      const failed = others.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      broken = false;
      // The server's answer to COMMIT where a statement had failed: one of the last, or `work` did not let us know.
      if (command !== 'COMMIT')
        throw new NothingRecordedError(failed?.reason ?? new Error(`COMMIT was answered ${command}`));
      expectConfirmed(client);
      if (failed) throw new CommitUnknownError(failed.reason); // recorded, and not understood
      return result;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  /** A connection outside the pool. */
  dedicatedClient(): Client {
    return new Client({ connectionString: this.#url, application_name: 'topper-bridge', keepAlive: true });
  }

  /** A connection outside the pool, for LISTEN, with the means to end it at once whatever its peer does. */
  listeningClient(patience: { connectWithinMs: number }): {
    client: Client;
    destroy: () => void;
  } {
    const socket = new Socket();
    const client = new Client({
      connectionString: this.#url,
      application_name: 'topper-bridge-listen',
      keepAlive: true,
      connectionTimeoutMillis: patience.connectWithinMs,
      stream: () => socket,
    });
    return { client, destroy: () => socket.destroy() };
  }

  /**
   * The first connection of a program, outside the pool.
   * @throws {StartError} naming what is wrong with `DATABASE_URL`: not reachable, refused, or a pooler in between.
   */
  async connectDirectly(): Promise<Client> {
    const client = new Client({
      connectionString: this.#url,
      application_name: 'topper-bridge-start',
      connectionTimeoutMillis: 5_000,
      // PostgreSQL takes any setting with a dot in its name; pgbouncer refuses it, and so tells its name.
      options: '-c topper.direct=on',
    });
    client.on('error', ignore);
    try {
      await client.connect();
      if (!(await isPooled(client))) return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (isPgbouncerRefusal(error)) throw poolerError(this.#url, 'pgbouncer');
      throw connectError(error, this.#url);
    }
    await client.end();
    throw poolerError(this.#url, 'a connection pooler (pgbouncer or another)');
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

/** A connection that is cut emits `error`; the statement under way, or the next one, rejects, which is what we act on. */
function ignore(): void {}

function expectConfirmed(client: ClientBase): void {
  const warning = takeUnconfirmed(client);
  if (warning !== null) throw new CommitUnknownError(new Error(warning));
}

function recordedNothing(cause: unknown): never {
  throw new NothingRecordedError(cause);
}

/** A name per text, so that a connection has each statement parsed and planned once. The texts are constants. */
const names = new Map<string, string>();

function prepared(text: string, values: unknown[] = []): QueryConfig {
  let name = names.get(text);
  if (name === undefined) {
    name = `bridge_${names.size}`;
    names.set(text, name);
  }
  return { name, text, values };
}

function exactInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`integer ${value} from the database is not exact`);
  return number;
}
