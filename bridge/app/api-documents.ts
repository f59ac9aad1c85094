/** The documents of docs/api/, made from the schemas; nothing is started and no database is touched. */
import { BridgeMessage, EGM_LINK_SUBPROTOCOL, KioskMessage } from '../../protocol/egm-link.ts';
import { createLog } from '../platform/log.ts';
import { AllowList } from '../platform/http/allow-list.ts';
import { registerApi } from '../rails/scan-and-pay/api/api.ts';
import { createHttpServer } from '../platform/http/server.ts';

/** By file name. */
export async function apiDocuments(): Promise<Record<string, unknown>> {
  return { 'openapi.json': await openApiDocument(), 'egm-link.schema.json': egmLinkSchema() };
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
