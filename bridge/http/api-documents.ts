/** The documents of docs/api/, made from the schemas; nothing is started and no database is touched. */
import { BridgeMessage, EGM_LINK_SUBPROTOCOL, KioskMessage } from '../../protocol/egm-link.ts';
import { FundingDecisions } from '../funding/decisions.ts';
import { FundingDesk } from '../funding/desk.ts';
import { Settlements } from '../funding/settlements.ts';
import { Fundings } from '../ledger/fundings.ts';
import { Transfers } from '../ledger/transfers.ts';
import { PlayerLimits } from '../limits/player-limits.ts';
import { createLog } from '../log.ts';
import { Database } from '../postgres/database.ts';
import { Notices } from '../postgres/notices.ts';
import { Digests } from '../secrets/digests.ts';
import { SecretKey } from '../secrets/secret-key.ts';
import { readSettings } from '../settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { registerApi } from './api.ts';
import { RefusedLogins } from './refused-logins.ts';
import { TokenKeys } from './token-keys.ts';
import { createHttpServer } from './server.ts';

/** By file name. */
export async function apiDocuments(): Promise<Record<string, unknown>> {
  return { 'openapi.json': await openApiDocument(), 'egm-link.schema.json': egmLinkSchema() };
}

async function openApiDocument(): Promise<unknown> {
  const settings = readSettings(PLACEHOLDERS);
  const log = createLog('silent');
  const database = new Database('postgres://nobody@127.0.0.1:1/none', {
    maxConnections: 1,
    onError: () => undefined,
  });
  const digests = new Digests(Buffer.alloc(32));
  const secretKey = new SecretKey(Buffer.alloc(32));
  const notices = new Notices(database, 'none', log);
  const limits = new PlayerLimits(database, digests, settings.limits, () => new Date());
  const fundings = new Fundings(database);
  const transfers = new Transfers(database, 'none');
  const settlements = new Settlements(notices);
  const rules = { ...settings, merchantId: settings.trustly.merchantId };
  const decisions = new FundingDecisions({ database, limits, log }, rules);
  const metrics = { funded: () => undefined, loginRefused: () => undefined };
  const logins = new RefusedLogins(log, metrics);
  const desk = new FundingDesk({
    decisions,
    fundings,
    transfers,
    notices,
    settlements,
    metrics,
    digests,
    log,
  });
  const tokens = new AccessTokens(
    new TokenKeys(database, secretKey, log),
    settings.tpas,
    settings.tokenLifetimeS,
  );
  const app = createHttpServer(log, null, []);
  await registerApi(app, { desk, limits, tokens, logins, currency: settings.currency, ...settings.api });
  await app.ready();
  const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
  await app.close();
  await database.end();
  return document;
}

function egmLinkSchema(): unknown {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: EGM_LINK_SUBPROTOCOL,
    description: 'Messages of the link between a kiosk and the bridge; see docs/egm-link.md.',
    $defs: { KioskMessage, BridgeMessage },
  };
}

const PLACEHOLDERS = {
  TRUSTLY_URL: 'https://trustly.invalid',
  TRUSTLY_ACCESS_ID: 'none',
  TRUSTLY_ACCESS_KEY: 'none',
  TRUSTLY_MERCHANT_ID: 'none',
  TPAS_CLIENT_ID: 'none',
  TPAS_CLIENT_SECRET: 'of-no-bridge-that-runs',
  BRIDGE_OPERATOR_TOKEN: 'of-no-bridge-that-runs',
};
