/** The forms that enrol a machine, and take one out of use and back. */
import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { AssetId } from '../../../protocol/egm-link.ts';
import { GameName } from '../../money/funding.ts';
import type { Machines } from '../../ledger/machines.ts';
import type { Notices } from '../../platform/postgres/notices.ts';
import { enrolledPage } from './enrolled-page.ts';
import { visitorOf } from './page-access.ts';
import { sendPage } from './send-page.ts';

const closed = { additionalProperties: false } as const;
const Enrolment = Type.Object({ asset: AssetId, gameName: Type.Union([Type.Literal(''), GameName]) }, closed);
const Switch = Type.Object({ enabled: Type.Enum(['yes', 'no']) }, closed);
const MachineParams = Type.Object({ asset: AssetId }, closed);

export function machineForms(
  app: FastifyInstance,
  { machines, notices }: { readonly machines: Machines; readonly notices: Notices },
): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  typed.post(
    '/floor/enrol',
    { schema: { body: Enrolment }, config: { permission: 'administer' } },
    async (request, reply) => {
      const visitor = visitorOf(request);
      const { asset, gameName } = request.body;
      const enrolment = await machines.enrol(asset, gameName === '' ? null : gameName, visitor.name);
      notices.publish({ kind: 'machine', asset });
      return sendPage(reply, enrolledPage(visitor, enrolment));
    },
  );
  typed.post(
    '/floor/machine/:asset/enabled',
    { schema: { params: MachineParams, body: Switch }, config: { permission: 'administer' } },
    async (request, reply) => {
      const { asset } = request.params;
      await machines.setEnabled(asset, request.body.enabled === 'yes', visitorOf(request).name);
      notices.publish({ kind: 'machine', asset });
      return reply.redirect(`/floor/search?text=${asset}`, 303);
    },
  );
}
