/**
 * The systems team's side: machines and fundings. UBAIs and secrets are not shown [secrets-kept], except for a new secret,
 * once.
 */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AssetId } from '../../../protocol/egm-link.ts';
import { DecimalAmount, FundingId, GameName } from '../../money/funding.ts';
import { answerMachineQuestion } from '../../money/answer-question.ts';
import { settleFunding, SettleError } from '../../money/settle-by-hand.ts';
import type { FundingRecord, Fundings } from '../../ledger/fundings.ts';
import { goneBackOf, type GoneBack } from '../../ledger/gone-back.ts';
import type { Machines } from '../../ledger/machines.ts';
import { openQuestions } from '../../ledger/questions.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Notices } from '../../platform/postgres/notices.ts';
import { actorOf, operatorNameOf, requireOperator, type OperatorAccess } from './operator-access.ts';
import { logOperators } from '../operator-log.ts';
import { ApiError } from '../../platform/http/error-answer.ts';
import { jsonList } from '../../platform/http/long-answer.ts';

const closed = { additionalProperties: false } as const;
const AssetParams = Type.Object({ asset: AssetId }, closed);
const Page = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }, closed);

const Enrolment = Type.Object({ asset: AssetId, gameName: Type.Optional(GameName) }, closed);
const FundingParams = Type.Object({ fundingId: FundingId }, closed);
/** What an attendant found on the meters; without `credited` it is the whole amount. */
const HandSettlement = Type.Object(
  {
    outcome: Type.Enum(['credited', 'not-credited']),
    credited: Type.Optional(DecimalAmount),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  closed,
);

const QuestionParams = Type.Object({ questionId: Type.Integer({ minimum: 1 }) }, closed);
/** The funding of a credit that only a board knows; without `fundingId`: none that is known. */
const Answer = Type.Object(
  {
    fundingId: Type.Optional(FundingId),
    nowhere: Type.Optional(Type.Boolean()),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  closed,
);

export function floorRoutes(
  ports: {
    database: Database;
    machines: Machines;
    fundings: Fundings;
    notices: Notices;
    merchantId: string;
  },
  access: OperatorAccess,
): FastifyPluginAsyncTypebox {
  const { database, machines, fundings, notices } = ports;
  return async (app) => {
    app.addHook('onRequest', requireOperator(access));
    logOperators(app, operatorNameOf);

    app.post('/floor/machines', { schema: { body: Enrolment } }, async (request, reply) => {
      const { body } = request;
      const enrolment = await machines.enrol(body.asset, body.gameName ?? null, actorOf(request));
      notices.publish({ kind: 'machine', asset: body.asset });
      return reply.code(201).send(enrolment);
    });

    app.get('/floor/machines', async (_request, reply) => {
      const list = jsonList(await machines.onFloor(), (machine) => machine);
      return reply.type('application/json; charset=utf-8').send(Readable.from(list));
    });

    app.put(
      '/floor/machines/:asset/enabled',
      { schema: { params: AssetParams, body: Type.Object({ enabled: Type.Boolean() }, closed) } },
      async (request, reply) => {
        const { params, body } = request;
        if (!(await machines.setEnabled(params.asset, body.enabled, actorOf(request)))) {
          throw new ApiError(404, 'NOT_FOUND', 'No such machine is enrolled.');
        }
        notices.publish({ kind: 'machine', asset: params.asset });
        return reply.send({ asset: params.asset, enabled: body.enabled });
      },
    );

    app.post(
      '/floor/fundings/:fundingId/settle',
      { schema: { params: FundingParams, body: HandSettlement }, config: { permission: 'settle' } },
      async (request) => {
        const { outcome, credited = null, reason } = request.body;
        const settlement = { outcome, credited, reason, actor: actorOf(request) };
        try {
          const settled = await settleFunding(ports, request.params.fundingId, settlement);
          return fundingOnFloor(
            settled,
            (await goneBackOf(database, [settled.fundingId])).get(settled.fundingId),
          );
        } catch (error) {
          if (error instanceof SettleError)
            throw new ApiError(SETTLE_STATUS[error.code], error.code, error.message);
          throw error;
        }
      },
    );

    app.get('/floor/questions', async () => (await openQuestions(database)).listed);
    app.post(
      '/floor/questions/:questionId/answer',
      { schema: { params: QuestionParams, body: Answer }, config: { permission: 'settle' } },
      async (request) => {
        const { fundingId = null, nowhere = false, reason } = request.body;
        const answer = { fundingId, nowhere, reason, actor: actorOf(request) };
        try {
          return await answerMachineQuestion(ports, request.params.questionId, answer);
        } catch (error) {
          if (error instanceof SettleError)
            throw new ApiError(SETTLE_STATUS[error.code], error.code, error.message);
          throw error;
        }
      },
    );

    app.get('/floor/fundings', { schema: { querystring: Page } }, async ({ query }) => {
      const records = await fundings.newest(query.limit ?? 50);
      const goneBack = await goneBackOf(
        database,
        records.map(({ fundingId }) => fundingId),
      );
      return records.map((record) => fundingOnFloor(record, goneBack.get(record.fundingId)));
    });
  };
}

const SETTLE_STATUS = { NOT_FOUND: 404, MALFORMED: 400, CONFLICT: 409 } as const;

function fundingOnFloor(record: FundingRecord, goneBack: GoneBack | undefined) {
  const { fundingId, asset, amount, state, createdAt, updatedAt } = record;
  return {
    fundingId,
    transferId: 'transferId' in state ? state.transferId : null,
    asset,
    amount,
    credited: state.status === 'CREDITED' ? state.credited : null,
    status: state.status,
    code: 'code' in state ? state.code : null,
    reversed: goneBack?.reversed ?? null,
    refund: goneBack?.refund ?? null,
    createdAt,
    updatedAt,
  };
}
