/** The documents of docs/api/, made from the schemas; nothing is started and no database is touched. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import swagger from '@fastify/swagger';
import type { TSchema } from 'typebox';
import { BridgeMessage, EGM_LINK_SUBPROTOCOL, KioskMessage } from '../../protocol/egm-link.ts';
import { RailAlarmAnswer } from '../operators/json/alarm-document.ts';
import { ExclusionAnswer, ExclusionSummary } from '../operators/json/exclusion-document.ts';
import { exclusionRoutes } from '../operators/json/exclusion-routes.ts';
import { railRoutes } from '../operators/json/rail-routes.ts';
import { phoneRoutes } from '../phone/phone-routes.ts';
import { createLog } from '../platform/log.ts';
import { AllowList } from '../platform/http/allow-list.ts';
import { ErrorAnswer } from '../platform/http/error-answer.ts';
import { nameSchemas } from '../platform/http/named-schemas.ts';
import { documented } from '../platform/http/route-document.ts';
import { notificationRoutes } from '../rails/trustly-on-file/notifications.ts';
import { registerApi } from '../rails/scan-and-pay/api/api.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { EXCLUSIONS_DOCUMENT } from './exclusions-document.ts';
import { ON_FILE_DOCUMENT } from './on-file-document.ts';

/** By file name. */
export async function apiDocuments(): Promise<Record<string, unknown>> {
  return {
    'openapi.json': await openApiDocument(),
    'openapi-on-file.json': await documentOf(ON_FILE_DOCUMENT, onFileRoutes(), {
      ErrorAnswer,
      RailAlarmAnswer,
    }),
    'openapi-exclusions.json': await documentOf(EXCLUSIONS_DOCUMENT, [exclusionRoutes(UNUSED, UNUSED)], {
      ErrorAnswer,
      ExclusionAnswer,
      ExclusionSummary,
    }),
    'egm-link.schema.json': egmLinkSchema(),
  };
}

async function openApiDocument(): Promise<unknown> {
  const app = createHttpServer(createLog('silent'), null, []);
  let describe = (): unknown => null;
  await app.register(async (api) => {
    await registerApi(api, {
      fundingRequests: { submit: ask, read: ask, cancel: ask },
      limits: { knows: ask, read: ask, change: ask, history: ask },
      tokens: { issue: ask, verify: ask },
      logins: { refused: ask },
      currency: 'USD',
      allowList: new AllowList([]),
      ratePerS: 1,
    });
    describe = () => api.swagger();
  });
  await app.ready();
  const document: unknown = JSON.parse(JSON.stringify(describe()));
  await app.close();
  return document;
}

/** Of those routes alone. @param named schemas that the document has once, by name. */
async function documentOf(
  openapi: typeof ON_FILE_DOCUMENT,
  described: readonly FastifyPluginAsyncTypebox[],
  named: Readonly<Record<string, TSchema>>,
): Promise<unknown> {
  const app = createHttpServer(createLog('silent'), null, []);
  await app.register(swagger, {
    openapi,
    convertConstToEnum: false,
    transform: documented,
    transformObject: (document) =>
      nameSchemas('openapiObject' in document ? document.openapiObject : {}, named),
  });
  for (const routes of described) await app.register(routes);
  await app.ready();
  const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
  await app.close();
  return document;
}

/** What the on-file rail adds, and what operators see to: every route of the rail, of the phone's listener, and of the alarms of rails. */
export function onFileRoutes(): FastifyPluginAsyncTypebox[] {
  const amount = { minor: 0, currency: 'USD' };
  return [
    notificationRoutes(UNUSED),
    phoneRoutes(
      {
        pages: UNUSED,
        keys: UNUSED,
        passkeys: UNUSED,
        cards: UNUSED,
        excluded: UNUSED,
        machines: UNUSED,
        logins: UNUSED,
        casino: null,
      },
      { url: 'https://pay.example', remembers: true, minAmount: amount, maxAmount: amount },
      null,
    ),
    railRoutes(UNUSED, UNUSED),
  ];
}

/** Ports of routes that are only described. */
const UNUSED = {} as never;

/** The routes are described, and none is called. */
function ask(): never {
  throw new Error('nothing is asked while the document is written');
}

function egmLinkSchema(): unknown {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: EGM_LINK_SUBPROTOCOL,
    description: 'Messages of the link between a kiosk and the bridge; see docs/egm-link.md.',
    $defs: { KioskMessage, BridgeMessage },
  };
}
