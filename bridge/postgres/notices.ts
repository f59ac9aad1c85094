/**
 * LISTEN/NOTIFY between the bridge processes on one database. A notice only says "look": what it is about is read
 * from the ledger, and whoever relies on a notice also looks by itself now and then, so a lost one costs time only. The
 * one exception is who is carded in at a machine, which the ledger does not know.
 */
import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { Type, type Static } from 'typebox';
import { jsonDecoder } from '../../protocol/decode.ts';
import { AssetId, FundingDeclined } from '../../protocol/egm-link.ts';
import { TransferId } from '../../protocol/transfer.ts';
import { PlayerId } from '../hub/player-id.ts';
import type { Log } from '../log.ts';
import type { Database } from './database.ts';

const closed = { additionalProperties: false } as const;

const Notice = Type.Union([
  /** An order waits for the machine. */
  Type.Object({ kind: Type.Literal('ordered'), asset: AssetId }, closed),
  /** A transfer changed its status. */
  Type.Object({ kind: Type.Literal('settled'), transferId: TransferId }, closed),
  /** The glass of the machine should say this. */
  Type.Object({ kind: Type.Literal('declined'), asset: AssetId, message: FundingDeclined }, closed),
  /** The machine has a newer link. */
  Type.Object({ kind: Type.Literal('linked'), asset: AssetId, linkId: Type.String() }, closed),
  /** The machine was enabled, disabled, or its secret was replaced. */
  Type.Object({ kind: Type.Literal('machine'), asset: AssetId }, closed),
  /** Who is carded in at the machine; nobody: null. In no table, so this one can not be looked up (S1). */
  Type.Object(
    { kind: Type.Literal('player'), asset: AssetId, playerId: Type.Union([PlayerId, Type.Null()]) },
    closed,
  ),
]);
export type Notice = Static<typeof Notice>;
type NoticeKind = Notice['kind'];

const CHANNEL = 'topper_bridge';
const RECONNECT_MS = 500;
const decodeEnvelope = jsonDecoder(Type.Object({ from: Type.String(), notice: Notice }, closed), 8_000);

type NoticeEvents = { [Kind in NoticeKind]: [notice: Extract<Notice, { kind: Kind }>] } & {
  /** Listening again after an interruption: notices may have been missed. */
  resumed: [];
};

export class Notices extends EventEmitter<NoticeEvents> {
  readonly #database: Database;
  readonly #log: Log;
  readonly #bridgeId: string;
  readonly #outbox: string[] = [];
  #flushing: Promise<void> | null = null;
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(database: Database, bridgeId: string, log: Log) {
    super();
    this.#database = database;
    this.#bridgeId = bridgeId;
    this.#log = log;
    this.setMaxListeners(0);
  }

  /** Resolves once listening; from then on reconnects by itself. Rejects if the first connection fails. */
  async start(): Promise<void> {
    await this.#listen();
  }

  /** Tells this process at once, and the others soon. A notice that is lost costs time: who needs the news also looks. */
  publish(notice: Notice): void {
    this.#outbox.push(this.#enveloped(notice));
    this.#flush();
    this.#tell(notice);
  }

  /** For what nobody can look up: rejects when it is not certain that the database took it. Repeat it then. */
  async announce(notice: Notice): Promise<void> {
    await this.#database.query('SELECT pg_notify($1, $2)', [CHANNEL, this.#enveloped(notice)]);
    this.#tell(notice);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = null;
    await client
      ?.end()
      .catch((error: unknown) => this.#log.debug({ err: error }, 'listening connection was gone'));
  }

  async #listen(): Promise<void> {
    const client = this.#database.dedicatedClient();
    client.on('notification', ({ payload }) => this.#receive(payload ?? ''));
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, null));
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    this.#client = client;
  }

  async #resume(): Promise<void> {
    await this.#listen();
    this.#log.info('listening again');
    this.emit('resumed');
  }

  /** Resolves when everything published so far is on its way, or lost. */
  async published(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  /** Everything that came up while the last statement was under way goes with the next. */
  #flush(): void {
    if (this.#flushing || this.#outbox.length === 0) return;
    const payloads = this.#outbox.splice(0);
    this.#flushing = this.#database
      .query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [CHANNEL, payloads])
      .then(
        () => undefined,
        (error: unknown) => this.#log.warn({ err: error }, 'notices not published'),
      )
      .finally(() => {
        this.#flushing = null;
        this.#flush();
      });
  }

  #enveloped(notice: Notice): string {
    return JSON.stringify({ from: this.#bridgeId, notice });
  }

  #tell(notice: Notice): void {
    // Each kind has its own listener type; the emitter can not see that kind and notice belong together.
    this.emit(notice.kind, ...([notice] as never));
  }

  #receive(payload: string): void {
    try {
      const { from, notice } = decodeEnvelope(payload);
      if (from !== this.#bridgeId) this.#tell(notice);
    } catch (error) {
      this.#log.error({ err: error }, 'notice not understood');
    }
  }

  #lost(client: pg.Client, error: Error | null): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = null;
    this.#log.warn({ err: error }, 'listening connection lost');
    client.end().catch((error: unknown) => this.#log.debug({ err: error }, 'listening connection was gone'));
    this.#scheduleResume();
  }

  #scheduleResume(): void {
    if (this.#stopped) return;
    this.#retry = setTimeout(() => {
      this.#resume().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'listening connection refused');
        this.#scheduleResume();
      });
    }, RECONNECT_MS);
  }
}
