/** The systems team's side: machines and fundings. UBAIs and secrets are not shown (S1), but for a new secret, once. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AssetId } from '../../protocol/egm-link.ts';
import type { FundingRecord, Fundings } from '../ledger/fundings.ts';
import type { Machines } from '../ledger/machines.ts';
import type { Notices } from '../postgres/notices.ts';
import { sameText } from './access-tokens.ts';
import { bearerOf } from './bearer.ts';
import { ApiError } from './error-answer.ts';

const closed = { additionalProperties: false } as const;
const AssetParams = Type.Object({ asset: AssetId }, closed);
const Page = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }, closed);

export function floorRoutes(
  ports: { machines: Machines; fundings: Fundings; notices: Notices },
  operatorToken: string,
): FastifyPluginAsyncTypebox {
  const { machines, fundings, notices } = ports;
  return async (app) => {
    app.addHook('onRequest', async (request) => {
      const token = bearerOf(request.headers.authorization);
      if (token !== null && sameText(token, operatorToken)) return;
      throw new ApiError(401, 'UNAUTHORIZED', "The operator's token is needed.");
    });

    app.post(
      '/floor/machines',
      { schema: { body: Type.Object({ asset: AssetId }, closed) } },
      async ({ body }, reply) => {
        const enrolment = await machines.enrol(body.asset, 'operator');
        await notices.publish({ kind: 'machine', asset: body.asset });
        return reply.code(201).send(enrolment);
      },
    );

    app.get('/floor/machines', async () => machines.onFloor());

    app.put(
      '/floor/machines/:asset/enabled',
      { schema: { params: AssetParams, body: Type.Object({ enabled: Type.Boolean() }, closed) } },
      async ({ params, body }, reply) => {
        if (!(await machines.setEnabled(params.asset, body.enabled, 'operator'))) {
          throw new ApiError(404, 'NOT_FOUND', 'No such machine is enrolled.');
        }
        await notices.publish({ kind: 'machine', asset: params.asset });
        return reply.send({ asset: params.asset, enabled: body.enabled });
      },
    );

    app.get('/floor/fundings', { schema: { querystring: Page } }, async ({ query }) => {
      const records = await fundings.newest(query.limit ?? 50);
      return records.map(fundingOnFloor);
    });
  };
}

function fundingOnFloor(record: FundingRecord) {
  const { fundingId, asset, amount, state, createdAt, updatedAt } = record;
  return {
    fundingId,
    transferId: 'transferId' in state ? state.transferId : null,
    asset,
    amount,
    credited: state.status === 'CREDITED' ? state.credited : null,
    status: state.status,
    code: 'code' in state ? state.code : null,
    createdAt,
    updatedAt,
  };
}
