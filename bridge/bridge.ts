/** What the bridge is made of: its one composition root. */
import { randomUUID } from 'node:crypto';
import { FundingDesk } from './funding/desk.ts';
import { Settlements } from './funding/settlements.ts';
import { AccessTokens } from './http/access-tokens.ts';
import { floorRoutes } from './http/floor-routes.ts';
import { fundingRoutes } from './http/funding-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { createHttpServer } from './http/server.ts';
import { tokenRoute } from './http/token-route.ts';
import { KioskHub } from './hub/hub.ts';
import { KioskDoor } from './hub/kiosk-door.ts';
import { Fundings } from './ledger/fundings.ts';
import { Links } from './ledger/links.ts';
import { Machines } from './ledger/machines.ts';
import { Transfers } from './ledger/transfers.ts';
import type { Log } from './log.ts';
import { Database } from './postgres/database.ts';
import { startEmbeddedPostgres } from './postgres/embedded.ts';
import { migrate } from './postgres/migrate.ts';
import { Notices } from './postgres/notices.ts';
import type { Settings } from './settings.ts';
import { TrustlyClient } from './trustly/client.ts';

export interface Bridge {
  /** Where it listens, as a base URL. */
  readonly url: string;
  /** Drains the kiosks, finishes what is under way, lets the database go. Resolves when nothing is left running. */
  stop(): Promise<void>;
}

export async function startBridge(settings: Settings, log: Log): Promise<Bridge> {
  const embedded = settings.databaseUrl === null ? await startEmbeddedPostgres(settings.dataDir) : null;
  const database = new Database(embedded?.url ?? settings.databaseUrl ?? '', {
    maxConnections: 20,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  await migrate(database);

  const bridgeId = randomUUID();
  const notices = new Notices(database, log);
  const machines = new Machines(database);
  const links = new Links(database, bridgeId);
  const fundings = new Fundings(database);
  const transfers = new Transfers(database, bridgeId);
  const trustly = new TrustlyClient(settings.trustly, log);
  const hub = new KioskHub(
    { database, links, machines, transfers, notices, codes: trustly, log },
    { currency: settings.currency, heartbeatMs: settings.heartbeatMs },
  );
  const door = new KioskDoor(machines, log, hub.admit);
  const desk = new FundingDesk(
    {
      database,
      fundings,
      transfers,
      notices,
      settlements: new Settlements(notices),
      log,
      now: () => new Date(),
    },
    { ...settings, merchantId: settings.trustly.merchantId },
  );
  const tokens = new AccessTokens(database, settings.tpas, settings.tokenLifetimeS);

  let draining = false;
  const app = createHttpServer(log);
  await app.register(tokenRoute(tokens));
  await app.register(fundingRoutes(desk, tokens));
  await app.register(floorRoutes({ machines, fundings, notices }, settings.operatorToken));
  await app.register(healthRoutes(database, () => draining));
  app.server.on('upgrade', door.upgrade);

  await notices.start();
  await tokens.start();
  await hub.start();
  const url = await app.listen(settings.listen);

  return {
    url,
    async stop() {
      draining = true;
      await hub.drain();
      await app.close();
      await trustly.stop();
      await notices.stop();
      await database.end();
      await embedded?.stop();
    },
  };
}
