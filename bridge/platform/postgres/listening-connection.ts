/**
 * One connection that listens on channels. When its peer goes away without a word, it stays silent for hours: only a
 * question with a time-out finds out. Once it is lost it is never used again; whoever needs one opens another.
 */
import type { Client } from 'pg';
import type { Database } from './database.ts';

/** To connect, sign in and begin to listen. */
const OPEN_WITHIN_MS = 3_000;
const ANSWER_WITHIN_MS = 1_500;

export interface Listener {
  heard(payload: string, channel: string): void;
  /** Called once, and nothing is called after it. Not called after {@link ListeningConnection.close}. */
  lost(error: Error): void;
}

export class ListeningConnection {
  readonly #client: Client;
  readonly #destroy: () => void;
  #ended = false;

  private constructor(client: Client, destroy: () => void) {
    this.#client = client;
    this.#destroy = destroy;
  }

  /** Rejects when it does not listen in time. */
  static async open(
    database: Database,
    channels: readonly string[],
    listener: Listener,
  ): Promise<ListeningConnection> {
    const { client, destroy } = database.listeningClient({ connectWithinMs: OPEN_WITHIN_MS });
    const connection = new ListeningConnection(client, destroy);
    let listening = false;
    const lost = (error: Error) => {
      if (connection.#end() && listening) listener.lost(error);
    };
    client.on('notification', ({ payload, channel }) => {
      if (!connection.#ended) listener.heard(payload ?? '', channel);
    });
    client.on('error', lost);
    client.on('end', () => lost(new Error('the listening connection ended')));
    try {
      await client.connect();
      await inTime(client.query(channels.map((channel) => `LISTEN ${channel}`).join('; ')));
    } catch (error) {
      connection.#end();
      throw error;
    }
    listening = true;
    return connection;
  }

  /** Resolves when everything that was told before this call has been heard. Rejects, in time, when that is not certain. */
  async ask(): Promise<void> {
    if (this.#ended) throw new Error('the listening connection is lost');
    await inTime(this.#client.query('SELECT 1'));
  }

  close(): void {
    this.#end();
  }

  /** @returns whether it had not ended before. */
  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#destroy(); // a polite goodbye would wait for a peer that may be gone
    return true;
  }
}

/** An answer that has come counts, also where this process was too busy to read it before its time was up. */
async function inTime(answer: Promise<unknown>): Promise<void> {
  const late = new Error(`no answer of the database within ${ANSWER_WITHIN_MS} ms`);
  let timer: NodeJS.Timeout | null = null;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => setImmediate(reject, late), ANSWER_WITHIN_MS);
  });
  try {
    await Promise.race([answer, timeout]);
  } finally {
    if (timer) clearTimeout(timer);
  }
}
