/** Trustly Scan and Pay as a rail: codes from the QR code API, the Funding and Daily Limits APIs for the TPAS. */
import type { Database } from '../../platform/postgres/database.ts';
import type { AllowList } from '../../platform/http/allow-list.ts';
import type { Log } from '../../platform/log.ts';
import type { SecretKey } from '../../platform/secrets/secret-key.ts';
import type { Rail } from '../rail.ts';
import { AccessTokens, type ApiClient } from './api/access-tokens.ts';
import type { RefusedLogin } from './api/api-access.ts';
import { registerApi } from './api/api.ts';
import type { FundingPorts } from './api/funding-routes.ts';
import type { LimitPorts } from './api/limit-routes.ts';
import { TokenKeys } from './api/token-keys.ts';
import { TrustlyClient, type TrustlyAccount } from './client.ts';
import { CodeQueue } from './code-queue.ts';

export interface ScanAndPaySettings {
  readonly trustly: TrustlyAccount & {
    /** The most codes asked for per second, by this process. */
    readonly ratePerS: number;
  };
  readonly tpas: ApiClient;
  readonly tokenLifetimeS: number;
  readonly currency: string;
  readonly api: {
    /** The addresses from which the TPAS may call. */
    readonly allowList: AllowList;
    /** Requests per second of one client from one address. */
    readonly ratePerS: number;
  };
}

export interface ScanAndPayPorts {
  readonly fundingRequests: FundingPorts;
  readonly limits: LimitPorts;
  readonly logins: RefusedLogin;
  readonly database: Database;
  readonly secretKey: SecretKey;
  readonly log: Log;
}

export function scanAndPay(settings: ScanAndPaySettings, ports: ScanAndPayPorts): Rail {
  const { fundingRequests, limits, logins, database, secretKey, log } = ports;
  const client = new TrustlyClient(settings.trustly, log);
  const codes = new CodeQueue(client, { perSecond: settings.trustly.ratePerS });
  const keys = new TokenKeys(database, secretKey, log);
  const tokens = new AccessTokens(keys, settings.tpas, settings.tokenLifetimeS);
  return {
    name: 'scan-and-pay',
    movesMoney: 'asks-first',
    refunds: null,
    payouts: null,
    codes,
    pages: null,
    routes: async (app) =>
      registerApi(app, {
        fundingRequests,
        limits,
        tokens,
        logins,
        currency: settings.currency,
        ...settings.api,
      }),
    start: async () => keys.start(),
    async stop() {
      codes.stop();
      await client.stop();
    },
  };
}
