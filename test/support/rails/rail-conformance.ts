/**
 * What any payment rail must show, whatever it is made of; one that pays first, pays out or tells us of money passes
 * refund-conformance.ts, payout-conformance.ts and notification-conformance.ts too. A rail passes by calling {@link describeRail} in a test of its own, on its real client, against the nearest thing to its real service.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../../bridge/platform/log.ts';
import { createHttpServer } from '../../../bridge/platform/http/server.ts';
import { CODE_WITHIN_MS, type CodeSource, type Rail, type Urgency } from '../../../bridge/rails/rail.ts';
import { isCodeUrl } from '../../../protocol/code-url.ts';
import { CodeFailure } from '../../../protocol/egm-link.ts';
import { Value } from 'typebox/value';
import { heardLog } from './heard-log.ts';

/** How the service of a rail behaves from now on. `late`: its codes have expired when they come. */
export type Service = 'ok' | 'unreachable' | 'silent' | 'refusing' | 'failing' | 'nonsense' | 'late';

export interface RailUnderTest {
  /** Whether it can pay out: then it passes payout-conformance.ts too. */
  readonly paysOut: boolean;
  /** A new one, not started. @param perSecond the most codes that it may ask for. */
  make(perSecond: number, log: Log): Rail;
  /** Its credentials, as it was made with them. */
  readonly secrets: readonly string[];
  behave(service: Service): Promise<void>;
  /** How often its service was asked for a code. */
  asked(): number;
  /** How often one of its routes made the bridge do something: money, limits, the ledger. */
  touched(): number;
  close(): Promise<void>;
}

const URGENCIES: readonly Urgency[] = [0, 1, 2];
/** Above what any rail takes for a burst. */
const BURST = 12;

/** @param codes `its own`: it makes them without a service, and they lead to our own page. */
export function describeRail(
  what: string,
  open: () => Promise<RailUnderTest>,
  codes: 'of its service' | 'its own' = 'of its service',
): void {
  describe(`${what}, as a rail,`, () => {
    let under: RailUnderTest;
    let rail: Rail;
    const heard = heardLog();
    beforeAll(async () => {
      under = await open();
    });
    afterAll(async () => {
      await under.close();
      // Of all that the tests below made it do [secrets-kept].
      for (const secret of under.secrets) expect(heard.lines.join('\n')).not.toContain(secret);
    });
    beforeEach(async () => {
      await under.behave('ok');
      rail = under.make(100, heard.log);
      await rail.start();
    });
    afterEach(() => rail.stop());

    it('has a name for metrics and logs', () => {
      expect(rail.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    });

    it('can give back what it captured before we heard of it [money-has-a-home]', () => {
      expect(rail.refunds !== null).toBe(rail.movesMoney === 'pays-first');
    });

    it('says whether it can pay out', () => {
      expect(rail.payouts !== null).toBe(under.paysOut);
    });

    it('issues codes that a glass may show and that have a life left [live-codes-only]', async () => {
      for (const urgency of URGENCIES) {
        const answer = await rail.codes.issueCode({ asset: `EGM-${urgency}` }, urgency);
        if (answer.kind === 'failed') throw new Error(`no code: ${answer.reason}`);
        expect(isCodeUrl(answer.url)).toBe(true);
        expect(answer.expiresAtMonotonic).toBeGreaterThan(performance.now());
      }
      expect(rail.codes).toMatchObject({ waiting: 0, isPaused: false });
    });

    it('says where its codes lead, and reads there those that it issued, for their machine', async () => {
      expect(rail.pages === null).toBe(codes === 'of its service');
      if (rail.pages === null) return;
      const answer = await rail.codes.issueCode({ asset: 'EGM-1' }, 1);
      const token = answer.kind === 'issued' ? (answer.url.split('/').at(-1) ?? '') : '';
      expect(rail.pages.readCode('EGM-1', token)).toBe('live');
      expect(rail.pages.readCode('EGM-2', token)).toBe('not ours');
    });

    if (codes === 'of its service') describeCodes();

    it('does nothing at its doors for whom it does not know [checked-at-the-door]', async () => {
      const app = createHttpServer(heard.log, null, []);
      const doors: { method: string; url: string }[] = [];
      app.addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat())
          doors.push({ method: each, url: url.replace(/:\w+/g, 'some-id') });
      });
      await app.register(rail.routes);
      await app.ready();
      const changing = doors.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
      expect(changing).not.toEqual([]);
      for (const { method, url } of changing) {
        for (const headers of STRANGERS) {
          const payload = '{"amount":"1.00"}';
          const { statusCode } = await app.inject({ method: method as 'POST', url, headers, payload });
          expect([400, 401, 403, 415, 429], `${method} ${url}`).toContain(statusCode);
        }
      }
      expect(under.touched()).toBe(0);
      await app.close();
    });

    it('leaves the bodies of other doors as they are', async () => {
      const app = createHttpServer(heard.log, null, []);
      await app.register(rail.routes);
      await app.register(async (beside) => {
        beside.post('/beside', async ({ body }) => ({ body }));
      });
      const post = async (type: string, payload: string) =>
        app.inject({ method: 'POST', url: '/beside', headers: { 'content-type': type }, payload });
      expect((await post('application/json', '{"a":1}')).json()).toEqual({ body: { a: 1 } });
      expect((await post('application/json', '{"a":1,"a":2}')).statusCode).toBe(400);
      expect((await post('application/x-www-form-urlencoded', 'a=1')).statusCode).toBe(415);
      await app.close();
    });

    function describeCodes(): void {
      it.each(['unreachable', 'refusing', 'failing', 'nonsense', 'late'] as const)(
        'answers in time, with a reason of the closed set and no code, while its service is %s [live-codes-only]',
        async (service) => {
          await under.behave(service);
          const start = performance.now();
          const answer = await rail.codes.issueCode({ asset: 'EGM-1' }, 1);
          expect(performance.now() - start).toBeLessThan(CODE_WITHIN_MS);
          expect(answer).toMatchObject({ kind: 'failed', retryAfterMs: expect.any(Number) as number });
          expect(Value.Check(CodeFailure, 'reason' in answer ? answer.reason : null)).toBe(true);
          expect(answer).not.toHaveProperty('url');
        },
      );

      it('issues codes again when its service is well again', async () => {
        await under.behave('failing');
        await rail.codes.issueCode({ asset: 'EGM-1' }, 1);
        await under.behave('ok');
        expect(await rail.codes.issueCode({ asset: 'EGM-2' }, 1)).toMatchObject({ kind: 'issued' });
      });

      it('asks its service no more often than it may, and answers every machine all the same', async () => {
        const careful = under.make(50, heard.log);
        await careful.start();
        const before = under.asked();
        const start = performance.now();
        const answers = await askFrom(careful.codes, 60);
        const asked = under.asked() - before;
        expect(asked).toBeLessThanOrEqual(BURST + ((performance.now() - start) / 1_000) * 50);
        expect(answers.filter(({ kind }) => kind === 'issued').length).toBe(asked);
        for (const answer of answers) {
          if (answer.kind === 'failed') expect(answer.retryAfterMs).toBeGreaterThan(0);
        }
        await careful.stop();
      });

      it('answers who waits when it stops, and asks for nothing afterwards', async () => {
        await under.behave('silent');
        const before = under.asked();
        const waiting = askFrom(rail.codes, 40);
        await expect.poll(() => under.asked()).toBeGreaterThan(before);
        await rail.stop();
        expect((await waiting).map(({ kind }) => kind)).toEqual(Array.from({ length: 40 }, () => 'failed'));
        expect(rail.codes.waiting).toBe(0);
        const after = under.asked();
        expect(await rail.codes.issueCode({ asset: 'EGM-LATE' }, 0)).toMatchObject({ kind: 'failed' });
        expect(under.asked()).toBe(after);
      });
    }
  });
}

const JSON_TYPE = { 'content-type': 'application/json' } as const;
const STRANGERS = [
  JSON_TYPE,
  { ...JSON_TYPE, authorization: 'Bearer made-up' },
  { ...JSON_TYPE, authorization: `Basic ${btoa('some:body')}` },
] as const;

async function askFrom(codes: CodeSource, machines: number) {
  return Promise.all(
    Array.from({ length: machines }, async (_, number) => codes.issueCode({ asset: `EGM-A${number}` }, 1)),
  );
}
