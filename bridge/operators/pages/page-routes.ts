/** The floor page: machines, open fundings, limits look-up and reconciliation, behind a login of its own. */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Brand } from '../../../protocol/brand.ts';
import { AssetId } from '../../../protocol/egm-link.ts';
import { FundingId, Ubai } from '../../money/funding.ts';
import { acceptForms } from '../../platform/http/form-body.ts';
import type { PasswordDoor } from '../password-door.ts';
import type { RefusedLogins } from '../../platform/http/refused-logins.ts';
import { answerMachineQuestion } from '../../money/answer-question.ts';
import { settleFunding, SettleError, type SettlePorts } from '../../money/settle-by-hand.ts';
import { contradictions } from '../../ledger/audit.ts';
import { LONGEST_CAPTURE_REPORT_BYTES, requireDay } from '../json/reconciliation-routes.ts';
import { CaptureReportError } from '../../ledger/capture-csv.ts';
import { CAPTURE_REPORT_NAME, type CaptureReports } from '../../ledger/captures.ts';
import type { FundingRecord } from '../../ledger/fundings.ts';
import { gamingDayOf } from '../../protection/gaming-day.ts';
import type { Machines } from '../../ledger/machines.ts';
import { meterEvidence } from '../../ledger/meter-evidence.ts';
import { openQuestions } from '../../ledger/questions.ts';
import { openAlarms } from '../../ledger/rail-alarms.ts';
import { reconciliationCsv, type Reconciliation } from '../../ledger/reconciliation.ts';
import type { IdentityProvider } from '../identity/provider.ts';
import type { LimitProfile, PlayerLimits } from '../../protection/player-limits.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { alarmForm } from './alarm-form.ts';
import { brandStyle } from './brand-style.ts';
import { admitOperators, visitorOf } from './page-access.ts';
import { floorPage, questionProblemPage } from './floor-page.ts';
import { fundingPage } from './funding-page.ts';
import { machineForms } from './machine-routes.ts';
import { limitsPage, loginPage } from './pages.ts';
import { providerRoutes } from './provider-routes.ts';
import { reportPage, type ReportState } from './report-page.ts';
import { searchPage } from './search-page.ts';
import { sendPage } from './send-page.ts';
import type { FloorSessions } from './session.ts';

interface Ports extends SettlePorts {
  readonly database: Database;
  readonly merchantId: string;
  readonly machines: Machines;
  readonly limits: PlayerLimits;
  readonly sessions: FloorSessions;
  readonly passwords: PasswordDoor;
  readonly logins: RefusedLogins;
  readonly provider: IdentityProvider | null;
  /** Null: our own look. */
  readonly brand: Brand | null;
  readonly captures: CaptureReports;
  /** @throws {ApiError} 400 when it is no day. */
  readonly reconcileDay: (day: string) => Promise<Reconciliation>;
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
const DayQuery = Type.Object(
  {
    day: Type.Optional(Type.String()),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  },
  closed,
);
const DayParams = Type.Object({ file: Type.String({ pattern: '\\.csv$' }) }, closed);
const FundingParams = Type.Object({ fundingId: FundingId }, closed);
const MachinesQuery = Type.Object({ after: Type.Optional(AssetId) }, closed);
/** Printable, so that it can be in an id. */
const SearchQuery = Type.Object({ text: Type.String({ pattern: '^ *[!-~]{1,64} *$' }) }, closed);
const CaptureReport = Type.Object(
  { report: Type.String({ pattern: CAPTURE_REPORT_NAME }), csv: Type.String() },
  closed,
);
const QuestionParams = Type.Object({ questionId: Type.Integer({ minimum: 1 }) }, closed);
const Answer = Type.Object(
  {
    fundingId: Type.Union([Type.Literal(''), FundingId]),
    nowhere: Type.Optional(Type.Literal('yes')),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  closed,
);

export function floorPageRoutes(ports: Ports, profile: LimitProfile): FastifyPluginAsyncTypebox {
  const { database, machines, fundings, limits, sessions, passwords } = ports;
  const { provider, brand, captures, reconcileDay } = ports;
  const style = readFile(new URL('style.css', import.meta.url), 'utf8').then(
    (ours) => ours + (brand === null ? '' : brandStyle(brand.colours)),
  );
  const today = () => gamingDayOf(new Date(), profile.gamingDay);
  const reportOf = async (
    day: string,
    number: number,
    refused: ReportState['refused'],
  ): Promise<ReportState> => {
    const [reconciliation, reports] = await Promise.all([reconcileDay(day), captures.accountsOf(day)]);
    return { reconciliation, number, reports, refused };
  };

  return async (app) => {
    app.decorate('brand', brand);
    await acceptForms(app);
    await app.register(rateLimit, { max: 50, timeWindow: 1_000 });
    admitOperators(app, sessions);

    app.get('/floor/style.css', async (_request, reply) => reply.type('text/css').send(await style));
    app.get('/floor/login', async (request, reply) =>
      sendPage(reply, loginPage(sessions.tokenForStranger(request, reply), null, provider?.host ?? null)),
    );
    app.post('/floor/login', { schema: { body: Login } }, async (request, reply) => {
      const [name, password] = [request.body.name.toLowerCase(), request.body.password];
      const operator = await passwords.admit(request, reply, { user: name, password });
      if (operator) {
        await sessions.begin(request, reply, operator);
        return reply.redirect('/floor', 303);
      }
      const token = sessions.tokenForStranger(request, reply);
      const problem = 'No account has this name and password.';
      return sendPage(reply.code(401), loginPage(token, problem, provider?.host ?? null));
    });
    app.post('/floor/logout', { config: { permission: 'look' } }, async (request, reply) => {
      await sessions.signOut(request, reply);
      return reply.redirect('/floor/login', 303);
    });

    if (provider) providerRoutes(app, provider, ports);

    machineForms(app, ports);
    alarmForm(app, database);
    app.get('/floor', { schema: { querystring: MachinesQuery } }, async (request, reply) => {
      const [page, open, contradicted, questions, alarms] = await Promise.all([
        machines.pageOfFloor(request.query.after ?? ''),
        fundings.open(),
        contradictions(database),
        openQuestions(database),
        openAlarms(database),
      ]);
      const state = { machines: page, open, contradictions: contradicted, questions, alarms };
      return sendPage(reply, floorPage(visitorOf(request), state));
    });

    app.get('/floor/search', { schema: { querystring: SearchQuery } }, async (request, reply) => {
      const text = request.query.text.trim();
      const [found, page] = await Promise.all([fundings.search(text), machines.beginningWith(text)]);
      const only = found.length === 1 && page.length === 0 ? found[0] : undefined;
      if (only) return reply.redirect(`/floor/fundings/${encodeURIComponent(only.fundingId)}`, 303);
      return sendPage(reply, searchPage(visitorOf(request), text, { fundings: found, machines: page }));
    });

    const showFunding = async (request: FastifyRequest, record: FundingRecord, problem: string | null) => {
      const { asset, state } = record;
      const evidence =
        state.status === 'UNCONFIRMED' || state.status === 'SENT'
          ? await meterEvidence(
              database,
              state.transferId,
              (await machines.oneOnFloor(asset))?.link?.cabinet ?? null,
            )
          : null;
      return fundingPage(visitorOf(request), record, evidence, problem);
    };
    app.get('/floor/fundings/:fundingId', { schema: { params: FundingParams } }, async (request, reply) => {
      const record = await fundings.find(request.params.fundingId);
      if (!record) return reply.redirect('/floor', 303);
      return sendPage(reply, await showFunding(request, record, null));
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
          return await reply.redirect(`/floor/fundings/${encodeURIComponent(fundingId)}`, 303);
        } catch (error) {
          const record = error instanceof SettleError ? await fundings.find(fundingId) : null;
          if (!(error instanceof SettleError) || !record) throw error;
          return sendPage(reply.code(409), await showFunding(request, record, error.message));
        }
      },
    );

    app.post(
      '/floor/questions/:questionId',
      { schema: { params: QuestionParams, body: Answer }, config: { permission: 'settle' } },
      async (request, reply) => {
        const { fundingId, nowhere, reason } = request.body;
        const answer = {
          fundingId: fundingId === '' ? null : fundingId,
          nowhere: nowhere === 'yes',
          reason,
          actor: visitorOf(request).name,
        };
        try {
          await answerMachineQuestion(ports, request.params.questionId, answer);
          return await reply.redirect('/floor', 303);
        } catch (error) {
          if (!(error instanceof SettleError)) throw error;
          return sendPage(reply.code(409), questionProblemPage(visitorOf(request), error.message));
        }
      },
    );

    app.get('/floor/limits', async (request, reply) => sendPage(reply, limitsPage(visitorOf(request), null)));
    app.post(
      '/floor/limits',
      { schema: { body: Type.Object({ ubai: Ubai }, closed) }, config: { permission: 'look' } },
      async (request, reply) =>
        sendPage(
          reply,
          limitsPage(
            visitorOf(request),
            (await limits.knows(request.body.ubai)) ? await limits.read(request.body.ubai) : 'unknown',
          ),
        ),
    );

    app.get('/floor/reports', { schema: { querystring: DayQuery } }, async (request, reply) => {
      const { day = today(), page = 1 } = request.query;
      return sendPage(reply, reportPage(visitorOf(request), await reportOf(day, page, null)));
    });
    app.get(
      '/floor/reports/:file',
      { schema: { params: DayParams } },
      async ({ params: { file } }, reply) => {
        const csv = reconciliationCsv(await reconcileDay(file.slice(0, -'.csv'.length)));
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="topper-${file}"`);
        return reply.send(Readable.from(csv));
      },
    );
    app.post(
      '/floor/reports/captures',
      { schema: { body: CaptureReport }, bodyLimit: LONGEST_FORM_BYTES, config: { permission: 'report' } },
      async (request, reply) => {
        const visitor = visitorOf(request);
        const { report, csv } = request.body;
        const day = report.slice(0, 10);
        requireDay(day);
        try {
          await captures.import(report, csv, visitor.name);
          return await reply.redirect(`/floor/reports?day=${day}`, 303);
        } catch (error) {
          if (!(error instanceof CaptureReportError)) throw error;
          const state = await reportOf(day, 1, { report, wrong: error.wrong, csv });
          return sendPage(reply.code(400), reportPage(visitor, state));
        }
      },
    );
  };
}

/** The limit of the one long form, whose sender is admitted before it is read: up to three bytes for one of a report. */
const LONGEST_FORM_BYTES = 3 * LONGEST_CAPTURE_REPORT_BYTES;
