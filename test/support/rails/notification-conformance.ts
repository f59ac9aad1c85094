/** What any rail that tells us of money must show of its notifications. */
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { createHttpServer } from '../../../bridge/platform/http/server.ts';
import { RailEvent } from '../../../bridge/rails/rail-event.ts';
import type { NotificationInbox, Rail, Verdict } from '../../../bridge/rails/rail.ts';
import { heardLog } from './heard-log.ts';
import { InboxStandIn, type InTransaction } from './inbox-stand-in.ts';
import { describeScenarios, type Scenario } from './scenario.ts';

export type App = ReturnType<typeof createHttpServer>;
export type Kind = RailEvent['kind'];
/** `changed`: the signature is of other bytes. */
export type Signed = 'well' | 'not' | 'by-somebody-else' | 'changed';

export interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

export interface NotificationsUnderTest {
  make(inbox: NotificationInbox): Rail;
  /** What it tells of. */
  readonly kinds: readonly Kind[];
  /** Tells it, as its service does: the same kind is the same notification. */
  tell(app: App, kind: Kind, signed: Signed): Promise<Answer>;
  /**
   * Well signed, and nothing that can ever be taken: no JSON, no notification of this rail, each value above a limit of
   * {@link RailEvent}, a text that no database keeps. By what is wrong with it.
   */
  readonly nonsense: Readonly<Record<string, (app: App) => Promise<Answer>>>;
  /** In the ledger's transaction, where the rail reads what it is told there. Nothing of it is kept. */
  readonly inTransaction: InTransaction;
  /** What its service reads in an answer. */
  verdictOf(answer: string): Verdict;
  /** What names a player, or pays with a player's account, in what it tells, and what signs it. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

class NotificationBench {
  readonly under: NotificationsUnderTest;
  readonly app: App;
  readonly inbox: InboxStandIn;
  /** What the rail and its door answered and logged. */
  readonly said: string[];

  constructor(under: NotificationsUnderTest) {
    const { log, lines } = heardLog();
    this.under = under;
    this.app = createHttpServer(log, null, []);
    this.inbox = new InboxStandIn(under.inTransaction);
    this.said = lines;
  }

  async tell(kind: Kind, signed: Signed = 'well'): Promise<Answer> {
    return this.#heard(await this.under.tell(this.app, kind, signed));
  }

  async tellNonsense(send: (app: App) => Promise<Answer>): Promise<Answer> {
    return this.#heard(await send(this.app));
  }

  #heard(answer: Answer): Answer {
    this.said.push(answer.body);
    return answer;
  }
}

const SCENARIOS: readonly (readonly [name: string, run: (bench: NotificationBench) => Promise<void>])[] = [
  [
    'is an event of the vocabulary, of which a repeat has the same id and bytes, and names nobody [no-personal-data]',
    async (bench) => {
      for (const kind of bench.under.kinds) {
        bench.inbox.forget();
        for (let times = 0; times < 2; times++) expect((await bench.tell(kind)).statusCode, kind).toBe(200);
        const [first, again] = bench.inbox.told;
        if (!first || !again) throw new Error(`${kind} did not come to the inbox twice`);
        expect(Value.Errors(RailEvent, first.event)).toEqual([]);
        expect(first.event.kind).toBe(kind);
        expect(first.id).toMatch(/^.{1,200}$/);
        expect(again).toMatchObject({ id: first.id, body: first.body });
        for (const secret of bench.under.secrets) expect(JSON.stringify(first.event)).not.toContain(secret);
      }
    },
  ],
  [
    'is answered with what was decided, and its repeat with the same bytes',
    async (bench) => {
      for (const kind of bench.under.kinds) {
        for (const verdict of kind === 'identified' ? (['go-on', 'end'] as const) : (['go-on'] as const)) {
          bench.inbox.forget();
          bench.inbox.verdict = verdict;
          const [first, again] = [await bench.tell(kind), await bench.tell(kind)];
          expect(bench.under.verdictOf(first.body), kind).toBe(verdict);
          expect(again.body, kind).toBe(first.body);
        }
      }
    },
  ],
  [
    'has no good answer where the inbox could not keep it, and is taken when it comes again [durable-first]',
    async (bench) => {
      for (const kind of bench.under.kinds) {
        bench.inbox.mode = 'rejects';
        expect((await bench.tell(kind)).statusCode, kind).toBeGreaterThanOrEqual(500);
        bench.inbox.mode = 'keeps';
        expect((await bench.tell(kind)).statusCode, kind).toBe(200);
      }
    },
  ],
  [
    'has no good answer where its id came before with other bytes',
    async (bench) => {
      bench.inbox.mode = 'other-bytes';
      for (const kind of bench.under.kinds)
        expect((await bench.tell(kind)).statusCode, kind).toBeGreaterThanOrEqual(400);
    },
  ],
  [
    'that is not signed by its service comes no further than the door [checked-at-the-door]',
    async (bench) => {
      for (const kind of bench.under.kinds) {
        for (const signed of ['not', 'by-somebody-else', 'changed'] as const)
          expect([400, 401, 403], `${kind} ${signed}`).toContain((await bench.tell(kind, signed)).statusCode);
      }
      expect(bench.inbox.told).toEqual([]);
    },
  ],
  [
    'that can never be taken is refused so that it is not repeated, also where it is well signed',
    async (bench) => {
      const { nonsense } = bench.under;
      expect(Object.keys(nonsense)).not.toEqual([]);
      for (const [what, send] of Object.entries(nonsense))
        expect([400, 413, 415, 422], what).toContain((await bench.tellNonsense(send)).statusCode);
      expect(bench.inbox.told).toEqual([]);
    },
  ],
  [
    'leaves no secret in an answer or the log [secrets-kept]',
    async (bench) => {
      for (const kind of bench.under.kinds) {
        for (const signed of ['well', 'not', 'by-somebody-else', 'changed'] as const)
          await bench.tell(kind, signed);
        for (const mode of ['rejects', 'other-bytes'] as const) {
          bench.inbox.mode = mode;
          await bench.tell(kind);
        }
        bench.inbox.mode = 'keeps';
      }
      for (const send of Object.values(bench.under.nonsense)) await bench.tellNonsense(send);
      const said = bench.said.join('\n');
      expect(said).not.toBe('');
      for (const secret of bench.under.secrets) expect(said).not.toContain(secret);
    },
  ],
];

export const notificationScenarios: readonly Scenario<NotificationsUnderTest>[] = SCENARIOS.map(
  ([name, run]) => ({
    name,
    async run(under) {
      const bench = new NotificationBench(under);
      await bench.app.register(under.make(bench.inbox).routes);
      try {
        await run(bench);
      } finally {
        await bench.app.close();
      }
    },
  }),
);

export function describeNotifications(what: string, open: () => Promise<NotificationsUnderTest>): void {
  describeScenarios(`${what} tells us: a notification`, notificationScenarios, open);
}
