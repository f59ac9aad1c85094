/**
 * LISTEN/NOTIFY between the bridge processes on one database. What concerns one process is told to it alone, on a channel
 * of its own. A notice may be lost with a connection, so nobody relies on one alone: after a gap (`resumed`) everybody looks
 * again, and who is carded in, which no table knows, is forgotten as soon as it is not certain any more (`deaf`).
 */
import { EventEmitter } from 'node:events';
import type { Log } from '../log.ts';
import type { Database } from './database.ts';
import { ListeningConnection } from './listening-connection.ts';
import { channelOf, EVERYBODY, type Notice, type NoticeOf, type Seal, type Unheard } from './notice.ts';

/** Between two questions whether the listening connection still hears. */
const CHECK_MS = 1_000;
const RECONNECT_MS = 500;
/** How long a statement that failed is repeated; by then everybody has looked. */
const PUBLISH_WITHIN_MS = 15_000;
/** What was sealed before we listened, and comes in this time, was on its way: nobody repeats it. */
const ON_ITS_WAY_MS = 5_000;

type NoticeEvents = { [Kind in Notice['kind']]: [notice: NoticeOf<Kind>] } & {
  /** Not listening any more. */
  deaf: [];
  /** Listening again: what was told in the last `gapMs` may have been missed. */
  resumed: [gapMs: number];
  /** Something came that is not to be believed, or came before. */
  ignored: [why: Unheard];
};

interface Outgoing {
  readonly notice: Notice;
  readonly channel: string;
  readonly until: number;
}

export class Notices extends EventEmitter<NoticeEvents> {
  /** Of this process. */
  readonly bridgeId: string;
  readonly #database: Database;
  readonly #log: Log;
  readonly #seal: Seal;
  #outbox: Outgoing[] = [];
  #flushing: Promise<void> | null = null;
  #connection: ListeningConnection | null = null;
  /** Everything told before this moment has been heard. */
  #heardUntil: number | null = null;
  /** When the connection began to listen: by this machine's clock, and by the monotonic one. */
  #began = { at: Infinity, monotonic: 0 };
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(database: Database, bridgeId: string, seal: Seal, log: Log) {
    super();
    this.bridgeId = bridgeId;
    this.#database = database;
    this.#seal = seal;
    this.#log = log;
    this.setMaxListeners(0);
  }

  /** Resolves once listening; from then on reconnects by itself. Rejects if the first connection fails. */
  async start(): Promise<void> {
    await this.#listen();
  }

  /** False from the moment at which the connection is known to be lost, a few seconds after it fell silent at most. */
  get listening(): boolean {
    return this.#connection !== null;
  }

  /**
   * Tells this process at once, and the others soon. A lost notice costs only time: whoever needs the news also looks.
   * @param bridgeId the one process that it concerns, where that is known: then no other is told.
   */
  publish(notice: Notice, bridgeId: string | null = null): void {
    if (bridgeId !== this.bridgeId) {
      const channel = bridgeId === null ? EVERYBODY : channelOf(bridgeId);
      this.#outbox.push({ notice, channel, until: performance.now() + PUBLISH_WITHIN_MS });
      this.#flush();
    }
    if (bridgeId === null || bridgeId === this.bridgeId) this.tellHere(notice);
  }

  /** For what nobody can look up: rejects when it is not certain that the database took it. Repeat it then. */
  async announce(notice: Notice): Promise<void> {
    await this.#database.query('SELECT pg_notify($1, $2)', [EVERYBODY, this.#seal.seal(notice, EVERYBODY)]);
    this.tellHere(notice);
  }

  /** This process only: what it may have missed. */
  tellHere(notice: Notice): void {
    // Each kind has its own listener type; the emitter cannot see that kind and notice belong together.
    this.emit(notice.kind, ...([notice] as never));
  }

  /** Whether everything that was told before this call has been heard. Takes a round trip to the database. */
  async caughtUp(): Promise<boolean> {
    const connection = this.#connection;
    if (connection === null) return false;
    const askedAt = performance.now();
    try {
      await connection.ask();
    } catch (error) {
      this.#lost(connection, error);
      return false;
    }
    this.#heardUntil = Math.max(this.#heardUntil ?? 0, askedAt);
    return this.#connection === connection;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#connection?.close();
    this.#connection = null;
    await this.published();
  }

  /** Resolves when everything published so far is on its way, or lost. */
  async published(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  async #listen(): Promise<void> {
    const connection = await ListeningConnection.open(this.#database, [EVERYBODY, channelOf(this.bridgeId)], {
      heard: (payload, channel) => this.#receive(payload, channel),
      lost: (error) => this.#lost(connection, error),
    });
    if (this.#stopped) {
      connection.close();
      return;
    }
    this.#connection = connection;
    const before = this.#heardUntil;
    this.#heardUntil = performance.now();
    this.#began = { at: Date.now(), monotonic: this.#heardUntil };
    this.#checkLater();
    if (before === null) return;
    const gapMs = Math.ceil(this.#heardUntil - before);
    this.#log.info({ gapMs }, 'listening again');
    this.emit('resumed', gapMs);
  }

  #checkLater(): void {
    this.#timer = setTimeout(() => {
      void this.#check();
    }, CHECK_MS);
  }

  async #check(): Promise<void> {
    if (await this.caughtUp()) this.#checkLater();
  }

  /** Everything that came up while the last statement was under way goes with the next. */
  #flush(): void {
    if (this.#flushing || this.#outbox.length === 0) return;
    const batch = this.#outbox;
    this.#outbox = [];
    this.#flushing = this.#send(batch).finally(() => {
      this.#flushing = null;
      this.#flush();
    });
  }

  /** A statement that failed may have been carried out: a notice that comes twice does no harm. */
  async #send(batch: readonly Outgoing[]): Promise<void> {
    try {
      await this.#database.query(
        'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS told (channel, payload)',
        [
          batch.map(({ channel }) => channel),
          batch.map(({ notice, channel }) => this.#seal.seal(notice, channel)),
        ],
      );
    } catch (error) {
      this.#log.warn({ err: error }, 'notices not published');
      if (this.#stopped) return;
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      const now = performance.now();
      this.#outbox = [...batch.filter(({ until }) => until > now), ...this.#outbox];
    }
  }

  #receive(payload: string, channel: string): void {
    // The earlier of two, for a clock that was set meanwhile, and for a machine that was asleep.
    const { at, monotonic } = this.#began;
    const listenedMs = performance.now() - monotonic;
    const opened = this.#seal.open(payload, channel, Math.min(at, Date.now() - listenedMs));
    if (opened.kind === 'notice') this.tellHere(opened.notice);
    if (opened.kind !== 'ignored') return;
    if (opened.why === 'out-of-time') {
      // Somebody has carded in or out, and it is not certain when: nobody is safe.
      if (opened.notice.kind === 'player') this.tellHere({ ...opened.notice, playerId: null });
      if (listenedMs < ON_ITS_WAY_MS) return;
    }
    this.emit('ignored', opened.why);
  }

  #lost(connection: ListeningConnection, error: unknown): void {
    connection.close();
    if (this.#stopped || this.#connection !== connection) return;
    this.#connection = null;
    this.#log.warn({ err: error }, 'listening connection lost');
    this.emit('deaf');
    this.#listenLater();
  }

  #listenLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#listen().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'listening connection refused');
        if (!this.#stopped) this.#listenLater();
      });
    }, RECONNECT_MS);
  }
}
