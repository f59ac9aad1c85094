/**
 * The CMS tells who is carded in at a machine, so that its codes carry the player's id to Trustly. Told to the bridge
 * process that holds the machine's link and kept in its memory only, never read back [no-personal-data], see
 * docs/decisions/0012.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AssetId } from '../../../protocol/egm-link.ts';
import { PlayerId } from '../../../protocol/player-id.ts';
import type { Machines } from '../../ledger/machines.ts';
import type { Notices } from '../../platform/postgres/notices.ts';
import { ApiError } from '../../platform/http/error-answer.ts';
import { requireOperator, type OperatorAccess } from './operator-access.ts';

const closed = { additionalProperties: false } as const;
const AssetParams = Type.Object({ asset: AssetId }, closed);
const CardedIn = Type.Object({ playerId: PlayerId }, closed);

const PATH = '/floor/machines/:asset/player';

export function playerRoutes(
  { machines, notices }: { machines: Machines; notices: Notices },
  access: OperatorAccess,
): FastifyPluginAsyncTypebox {
  /** @returns whether a bridge process holds the machine's link. */
  const isLinked = async (asset: AssetId): Promise<boolean> => {
    const machine = await machines.oneOnFloor(asset);
    if (!machine) throw new ApiError(404, 'NOT_FOUND', 'No such machine is enrolled.');
    return machine.link !== null;
  };
  return async (app) => {
    app.addHook('onRequest', requireOperator(access));

    app.put(PATH, { schema: { params: AssetParams, body: CardedIn } }, async ({ params, body }, reply) => {
      if (!(await isLinked(params.asset))) {
        throw new ApiError(409, 'CONFLICT', "The machine's kiosk is not connected. Tell again when it is.");
      }
      await notices.announce({ kind: 'player', asset: params.asset, playerId: body.playerId });
      return reply.code(204).send();
    });

    app.delete(PATH, { schema: { params: AssetParams } }, async ({ params }, reply) => {
      await isLinked(params.asset);
      await notices.announce({ kind: 'player', asset: params.asset, playerId: null });
      return reply.code(204).send();
    });
  };
}
