/** What any rail that tells us of money must show of its notifications. */
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../../bridge/platform/log.ts';
import { createHttpServer } from '../../../bridge/platform/http/server.ts';
import { RailEvent } from '../../../bridge/rails/rail-event.ts';
import type { Notification, NotificationInbox, Rail, Verdict } from '../../../bridge/rails/rail.ts';

type App = ReturnType<typeof createHttpServer>;

export interface NotificationsUnderTest {
  make(inbox: NotificationInbox): Rail;
  /** What it tells of. */
  readonly kinds: readonly RailEvent['kind'][];
  /** Tells it, as its service does: the same kind is the same notification. @returns status and body of the answer. */
  tell(app: App, kind: RailEvent['kind']): Promise<{ statusCode: number; body: string }>;
  /** What its service reads in an answer. */
  verdictOf(answer: string): Verdict;
  /** What names a player, or pays with a player's account, in what it tells. */
  readonly secrets: readonly string[];
}

export function describeNotifications(what: string, under: NotificationsUnderTest): void {
  describe(`${what} tells us: a notification`, () => {
    const told: Notification[] = [];
    let verdict: Verdict = 'go-on';
    let app: App;
    beforeAll(async () => {
      const inbox: NotificationInbox = {
        async receive(_rail, notification) {
          told.push(notification);
          return notification.answer(verdict);
        },
      };
      app = createHttpServer(createLog('silent'), null, []);
      await app.register(under.make(inbox).routes);
    });
    afterAll(() => app.close());

    const tell = async (kind: RailEvent['kind']) => {
      const answer = await under.tell(app, kind);
      const notification = told.at(-1);
      if (!notification) throw new Error(`${kind} did not come to the inbox`);
      return { answer, notification };
    };

    it.each(under.kinds)(
      '%s is an event of the vocabulary, which names nobody [no-personal-data]',
      async (kind) => {
        const { answer, notification } = await tell(kind);
        expect(answer.statusCode).toBe(200);
        expect(Value.Errors(RailEvent, notification.event)).toEqual([]);
        expect(notification.event.kind).toBe(kind);
        for (const secret of under.secrets) expect(JSON.stringify(notification.event)).not.toContain(secret);
      },
    );

    it.each(under.kinds)('%s that is repeated has the same id and the same bytes', async (kind) => {
      const [first, again] = [await tell(kind), await tell(kind)];
      expect(again.notification.id).toBe(first.notification.id);
      expect(again.notification.body).toEqual(first.notification.body);
    });

    it.each(under.kinds.filter((kind) => kind === 'identified'))(
      '%s is answered with what was decided',
      async (kind) => {
        const answers: string[] = [];
        for (verdict of ['go-on', 'end'] as const) answers.push((await tell(kind)).answer.body);
        expect(answers.map((answer) => under.verdictOf(answer))).toEqual(['go-on', 'end']);
      },
    );
  });
}
