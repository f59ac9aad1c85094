/** The form by which a person ends an alarm about money at a rail. */
import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { settleRailAlarm } from '../../money/settle-alarm.ts';
import { SettleError } from '../../money/settle-by-hand.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { questionProblemPage } from './floor-page.ts';
import { visitorOf } from './page-access.ts';
import { sendPage } from './send-page.ts';

const closed = { additionalProperties: false } as const;
const Params = Type.Object({ alarmId: Type.Integer({ minimum: 1 }) }, closed);
const Done = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }, closed);

export function alarmForm(app: FastifyInstance, database: Database): void {
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    .post(
      '/floor/rail-alarms/:alarmId',
      { schema: { params: Params, body: Done }, config: { permission: 'settle' } },
      async (request, reply) => {
        const visitor = visitorOf(request);
        try {
          const by = { actor: visitor.name, reason: request.body.reason };
          await settleRailAlarm(database, request.params.alarmId, by);
          return await reply.redirect('/floor', 303);
        } catch (error) {
          if (!(error instanceof SettleError)) throw error;
          return sendPage(reply.code(409), questionProblemPage(visitor, error.message));
        }
      },
    );
}
