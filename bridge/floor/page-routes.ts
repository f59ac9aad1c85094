/** The floor page: machines, open fundings, limits look-up and reconciliation, behind a login of its own. */
import { readFile } from 'node:fs/promises';
import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { FundingId, Ubai } from '../funding/funding.ts';
import { settleFunding, SettleError, type SettlePorts } from '../funding/settle-by-hand.ts';
import { contradictions } from '../ledger/audit.ts';
import { CaptureReportError, parseCaptureReport } from '../ledger/capture-report.ts';
import { ApiError } from '../http/error-answer.ts';
import { gamingDayOf, isGamingDay } from '../ledger/gaming-day.ts';
import type { Machines } from '../ledger/machines.ts';
import { importCaptures, reconcile, reconciliationCsv } from '../ledger/reconciliation.ts';
import type { LimitProfile, PlayerLimits } from '../limits/player-limits.ts';
import type { Database } from '../postgres/database.ts';
import { admitOperators, visitorOf } from './page-access.ts';
import { floorPage, limitsPage, loginPage, reportPage, settlePage } from './pages.ts';
import type { FloorSessions } from './session.ts';

interface Ports extends SettlePorts {
  readonly database: Database;
  readonly machines: Machines;
  readonly limits: PlayerLimits;
  readonly sessions: FloorSessions;
}

const closed = { additionalProperties: false } as const;
const Login = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  closed,
);
const Settlement = Type.Object(
  {
    outcome: Type.Enum(['credited', 'not-credited']),
    credited: Type.String({ maxLength: 20 }),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  closed,
);
const DayQuery = Type.Object({ day: Type.Optional(Type.String()) }, closed);
const DayParams = Type.Object({ file: Type.String({ pattern: '\\.csv$' }) }, closed);
const FundingParams = Type.Object({ fundingId: FundingId }, closed);
const LONGEST_REPORT_BYTES = 4 * 1_048_576;

export function floorPageRoutes(ports: Ports, profile: LimitProfile): FastifyPluginAsyncTypebox {
  const { database, machines, fundings, limits, sessions } = ports;
  const { currency } = profile.ceiling;
  const style = readFile(new URL('style.css', import.meta.url), 'utf8');
  const today = () => gamingDayOf(new Date(), profile.gamingDay);
  const reportOf = async (day: string) => {
    if (!isGamingDay(day)) throw new ApiError(400, 'MALFORMED', 'A gaming day is YYYY-MM-DD.');
    return reconcile(database, day, profile.gamingDay, currency);
  };

  return async (app) => {
    await app.register(formbody, { bodyLimit: LONGEST_REPORT_BYTES });
    await app.register(rateLimit, { max: 50, timeWindow: 1_000 });
    admitOperators(app, sessions);

    app.get('/floor/style.css', async (_request, reply) => reply.type('text/css').send(await style));
    app.get('/floor/login', async (request, reply) =>
      sendPage(reply, loginPage(sessions.tokenForStranger(request, reply), null)),
    );
    app.post(
      '/floor/login',
      // Guessing a password is slow work.
      { schema: { body: Login }, config: { rateLimit: { max: 10, timeWindow: 60_000 } } },
      async (request, reply) => {
        const { name, password } = request.body;
        if (await sessions.signIn(request, reply, name.toLowerCase(), password))
          return reply.redirect('/floor', 303);
        const token = sessions.tokenForStranger(request, reply);
        return sendPage(reply.code(401), loginPage(token, 'No account has this name and password.'));
      },
    );
    app.post('/floor/logout', { config: { permission: 'look' } }, async (request, reply) => {
      await sessions.signOut(request, reply);
      return reply.redirect('/floor/login', 303);
    });

    app.get('/floor', async (request, reply) => {
      const [all, open, contradicted] = await Promise.all([
        machines.onFloor(),
        fundings.open(),
        contradictions(database),
      ]);
      const state = { machines: all, open, contradictions: contradicted };
      return sendPage(reply, floorPage(visitorOf(request), state));
    });

    app.get('/floor/fundings/:fundingId', { schema: { params: FundingParams } }, async (request, reply) => {
      const record = await fundings.find(request.params.fundingId);
      if (!record) return reply.redirect('/floor', 303);
      return sendPage(reply, settlePage(visitorOf(request), record, null));
    });
    app.post(
      '/floor/fundings/:fundingId',
      { schema: { params: FundingParams, body: Settlement }, config: { permission: 'settle' } },
      async (request, reply) => {
        const { fundingId } = request.params;
        const { outcome, credited, reason } = request.body;
        const amount = credited === '' ? null : credited;
        try {
          await settleFunding(ports, fundingId, {
            outcome,
            credited: amount,
            reason,
            actor: visitorOf(request).name,
          });
          return await reply.redirect('/floor', 303);
        } catch (error) {
          const record = error instanceof SettleError ? await fundings.find(fundingId) : null;
          if (!(error instanceof SettleError) || !record) throw error;
          return sendPage(reply.code(409), settlePage(visitorOf(request), record, error.message));
        }
      },
    );

    app.get('/floor/limits', async (request, reply) => sendPage(reply, limitsPage(visitorOf(request), null)));
    app.post(
      '/floor/limits',
      { schema: { body: Type.Object({ ubai: Ubai }, closed) }, config: { permission: 'look' } },
      async (request, reply) =>
        sendPage(reply, limitsPage(visitorOf(request), await limits.read(request.body.ubai))),
    );

    app.get('/floor/reports', { schema: { querystring: DayQuery } }, async (request, reply) =>
      sendPage(reply, reportPage(visitorOf(request), await reportOf(request.query.day ?? today()), null)),
    );
    app.get(
      '/floor/reports/:file',
      { schema: { params: DayParams } },
      async ({ params: { file } }, reply) => {
        const csv = reconciliationCsv(await reportOf(file.slice(0, -'.csv'.length)));
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="topper-${file}"`);
        return reply.send(csv);
      },
    );
    app.post(
      '/floor/reports/captures',
      {
        schema: { body: Type.Object({ csv: Type.String() }, closed) },
        bodyLimit: LONGEST_REPORT_BYTES,
        config: { permission: 'settle' },
      },
      async (request, reply) => {
        const visitor = visitorOf(request);
        try {
          await importCaptures(database, parseCaptureReport(request.body.csv, currency), visitor.name);
          return await reply.redirect('/floor/reports', 303);
        } catch (error) {
          if (!(error instanceof CaptureReportError)) throw error;
          return sendPage(reply.code(400), reportPage(visitor, await reportOf(today()), error.message));
        }
      },
    );
  };
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}
