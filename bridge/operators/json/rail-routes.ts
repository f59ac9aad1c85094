/** Alarms about money at payment rails, for programs of the systems team: what is open, and that a person has seen to it. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { openAlarms } from '../../ledger/rail-alarms.ts';
import { settleRailAlarm } from '../../money/settle-alarm.ts';
import { SettleError } from '../../money/settle-by-hand.ts';
import { ApiError } from '../../platform/http/error-answer.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { logOperators } from '../operator-log.ts';
import { LIST_ALARMS, SETTLE_ALARM } from './alarm-document.ts';
import { actorOf, operatorNameOf, requireOperator, type OperatorAccess } from './operator-access.ts';

const closed = { additionalProperties: false } as const;
const Params = Type.Object({ alarmId: Type.Integer({ minimum: 1 }) }, closed);
const Settled = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }, closed);

export function railRoutes(database: Database, access: OperatorAccess): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireOperator(access));
    logOperators(app, operatorNameOf);

    app.get('/floor/rail-alarms', { config: { document: LIST_ALARMS } }, async () => openAlarms(database));
    app.post(
      '/floor/rail-alarms/:alarmId/settle',
      { schema: { params: Params, body: Settled }, config: { permission: 'settle', document: SETTLE_ALARM } },
      async (request) => {
        const by = { actor: actorOf(request), reason: request.body.reason };
        try {
          return await settleRailAlarm(database, request.params.alarmId, by);
        } catch (error) {
          if (error instanceof SettleError)
            throw new ApiError(error.code === 'NOT_FOUND' ? 404 : 409, error.code, error.message);
          throw error;
        }
      },
    );
  };
}
