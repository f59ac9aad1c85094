/**
 * The books of a gaming day for the systems team's programs: Trustly's reports of captures in, the reconciliation out. The
 * floor page does the same for people.
 */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { minorAsDecimal } from '../../../protocol/money.ts';
import { CaptureReportError } from '../../ledger/capture-csv.ts';
import { CAPTURE_REPORT_NAME, type CaptureAccount, type CaptureReports } from '../../ledger/captures.ts';
import { isGamingDay } from '../../protection/gaming-day.ts';
import {
  agrees,
  reconciliationCsv,
  total,
  type Reconciliation,
  type ReconciliationRow,
} from '../../ledger/reconciliation.ts';
import { ApiError } from '../../platform/http/error-answer.ts';
import { jsonWithList } from '../../platform/http/long-answer.ts';
import { readsCsv } from './csv-body.ts';
import { actorOf, requireOperator, type OperatorAccess } from './operator-access.ts';

const closed = { additionalProperties: false } as const;
const ReportParams = Type.Object({ report: Type.String({ pattern: CAPTURE_REPORT_NAME }) }, closed);
const DayParams = Type.Object({ day: Type.String({ maxLength: 14 }) }, closed);

export const LONGEST_CAPTURE_REPORT_BYTES = 8 * 1_048_576;
const MOST_WRONG_LINES = 200;

interface Ports {
  readonly captures: CaptureReports;
  /** @throws {ApiError} 400 when it is no day. */
  readonly reconcileDay: (day: string) => Promise<Reconciliation>;
}

export function reconciliationRoutes(
  { captures, reconcileDay }: Ports,
  access: OperatorAccess,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireOperator(access));
    readsCsv(app);

    app.put(
      '/floor/captures/:report',
      {
        schema: { params: ReportParams, body: Type.String() },
        bodyLimit: LONGEST_CAPTURE_REPORT_BYTES,
        config: { permission: 'report' },
      },
      async (request, reply) => {
        const { report } = request.params;
        requireDay(report.slice(0, 10));
        try {
          return accountAnswer(await captures.import(report, request.body, actorOf(request)));
        } catch (error) {
          if (!(error instanceof CaptureReportError)) throw error;
          const wrong = error.wrong.slice(0, MOST_WRONG_LINES);
          const body = {
            error: { code: 'MALFORMED', message: error.message },
            wrongLines: error.wrong.length,
            wrong,
          };
          return reply.code(422).send(body);
        }
      },
    );

    app.get('/floor/captures/:report', { schema: { params: ReportParams } }, async ({ params }) => {
      const account = await captures.account(params.report);
      if (account) return accountAnswer(account);
      throw new ApiError(404, 'NOT_FOUND', 'There is no such report of captures.');
    });

    app.get('/floor/reconciliation/:day', { schema: { params: DayParams } }, async ({ params }, reply) => {
      const [day = '', suffix] = params.day.split('.');
      if (suffix === 'csv') {
        const csv = reconciliationCsv(await reconcileDay(day));
        return reply.type('text/csv; charset=utf-8').send(Readable.from(csv));
      }
      const reconciliation = await reconcileDay(params.day);
      const reports = (await captures.accountsOf(day)).map(accountAnswer);
      return reply
        .type('application/json; charset=utf-8')
        .send(Readable.from(reconciliationAnswer(reconciliation, reports)));
    });
  };
}

/** @throws {ApiError} */
export function requireDay(day: string): void {
  if (!isGamingDay(day)) throw new ApiError(400, 'MALFORMED', 'A gaming day is YYYY-MM-DD.');
}

function accountAnswer(account: CaptureAccount) {
  const { lines, new: taken, ignored, unknown, ...rest } = account;
  return { ...rest, lines, new: taken, ignored, unknown, wrong: 0 };
}

function reconciliationAnswer(
  { day, currency, from, until, rows, differences }: Reconciliation,
  reports: readonly ReturnType<typeof accountAnswer>[],
): AsyncGenerator<string> {
  const decimal = (minor: bigint) => minorAsDecimal(minor, currency);
  const row = (of: ReconciliationRow) => ({
    asset: of.asset,
    fundings: of.fundings,
    ledger: decimal(of.ledger),
    meter: decimal(of.meter),
    captured: decimal(of.captured),
    notesLedger: decimal(of.notesLedger),
    notesMeter: decimal(of.notesMeter),
    open: of.open,
    agrees: agrees(of),
  });
  const answer = {
    day,
    currency,
    from,
    until,
    agrees: rows.every(agrees),
    total: row(total(rows)),
    differences: differences.map(({ fundingId, asset, credited, captured }) => ({
      fundingId,
      asset,
      credited: decimal(credited),
      captured: decimal(captured),
    })),
    reports,
  };
  return jsonWithList(answer, 'rows', rows, row);
}
