/** What the bridge is made of: its one composition root. */
import { randomUUID } from 'node:crypto';
import type { Server as HttpsServer } from 'node:https';
import { codeOf } from '../platform/environment.ts';
import { readBrandFile } from '../operators/brand-file.ts';
import { floorPageRoutes } from '../operators/pages/page-routes.ts';
import { FloorSessions } from '../operators/pages/session.ts';
import { announce } from '../money/announce.ts';
import { CapturedPayments } from '../money/captured-payments.ts';
import { retellDeclines } from '../money/decline-news.ts';
import { FullCredits } from '../money/full-credits.ts';
import { FundingDecisions } from '../money/decisions.ts';
import { FundingOutlook } from '../money/funding-outlook.ts';
import { FundingRequests } from '../money/funding-requests.ts';
import { LocalLinks } from '../money/local-links.ts';
import { Settlements } from '../money/settlements.ts';
import { floorRoutes } from '../operators/json/floor-routes.ts';
import { reconciliationRoutes, requireDay } from '../operators/json/reconciliation-routes.ts';
import { callerAddress } from '../platform/http/caller-address.ts';
import { metricsRoute } from '../operators/json/metrics-route.ts';
import { exclusionRoutes } from '../operators/json/exclusion-routes.ts';
import { railRoutes } from '../operators/json/rail-routes.ts';
import { OperatorAccess } from '../operators/json/operator-access.ts';
import { operatorJson } from '../operators/json/operator-json.ts';
import { PasswordDoor } from '../operators/password-door.ts';
import { RefusedLogins } from '../platform/http/refused-logins.ts';
import { playerRoutes } from '../operators/json/player-routes.ts';
import { healthRoutes } from '../platform/http/health-routes.ts';
import { CertificateReloader, readTls } from '../platform/http/tls.ts';
import { Draining } from '../platform/http/draining.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { Arrivals } from '../kiosks/arrivals.ts';
import { CardedPlayers } from '../kiosks/carded-players.ts';
import { KioskHub } from '../kiosks/hub.ts';
import { KioskDoor } from '../kiosks/kiosk-door.ts';
import { Inbox } from '../outbox/inbox.ts';
import { startRailWorkers } from '../outbox/rail-workers.ts';
import { PhoneKeys } from '../phone/phone-keys.ts';
import { startPhoneListener } from '../phone/phone-listener.ts';
import { AuditSealer } from '../ledger/audit-sealer.ts';
import { CaptureReports } from '../ledger/captures.ts';
import { Fundings } from '../ledger/fundings.ts';
import { gamingDayEnd, gamingDayStart } from '../protection/gaming-day.ts';
import { oldestUndecidedSeconds } from '../ledger/inbox.ts';
import { Links } from '../ledger/links.ts';
import { oldestDueSeconds } from '../ledger/outbox.ts';
import { countOpenAlarms } from '../ledger/rail-alarms.ts';
import { noticeRestore } from '../ledger/restored.ts';
import { Machines } from '../ledger/machines.ts';
import { IdentityProvider } from '../operators/identity/provider.ts';
import { OperatorSessions } from '../ledger/operator-sessions.ts';
import { Operators } from '../ledger/operators.ts';
import { reconcile } from '../ledger/reconciliation.ts';
import { sealedKey } from '../ledger/sealed-keys.ts';
import { Transfers } from '../ledger/transfers.ts';
import { ExclusionList } from '../protection/exclusion-list.ts';
import { PlayerLimits } from '../protection/player-limits.ts';
import { Metrics } from '../platform/metrics.ts';
import type { Log } from '../platform/log.ts';
import { Database } from '../platform/postgres/database.ts';
import { EMBEDDED_SERVICE_ROLE, startEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { migrate, requireLedger } from '../ledger/schema/migrate.ts';
import { tellIgnoredNotices } from '../platform/postgres/ignored-notices.ts';
import { Notices } from '../platform/postgres/notices.ts';
import { AccountTokens } from '../platform/secrets/account-tokens.ts';
import { Digests } from '../platform/secrets/digests.ts';
import { openSecretKeyFile } from '../platform/secrets/key-file.ts';
import { NoticeSeal } from '../platform/secrets/notice-seal.ts';
import { preferredCodes } from '../rails/preferred-codes.ts';
import { merchantIdOf, type ComposeRails } from './rails.ts';
import type { Settings } from './settings.ts';
import { StartError } from '../platform/start-error.ts';

export interface Bridge {
  /** Where it listens, as a base URL. */
  readonly url: string;
  /** Drains the kiosks, finishes what is under way, lets the database go. Resolves when nothing is left running. */
  stop(): Promise<void>;
}

/** How long fundings that wait for a cabinet may hold up a stop before they are answered UNCONFIRMED. */
const FINISH_MS = 3_000;
/** One shift. */
const OPERATOR_SESSION_S = 8 * 3_600;

export async function startBridge(settings: Settings, log: Log, composeRails: ComposeRails): Promise<Bridge> {
  /** What is open, in order of opening; closed in reverse, also when a later part does not start. */
  const open: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of open.splice(0).reverse()) await close();
  };
  try {
    return { url: await compose(settings, log, composeRails, open), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function compose(
  settings: Settings,
  log: Log,
  composeRails: ComposeRails,
  open: (() => Promise<void>)[],
): Promise<string> {
  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(settings.dataDir, log, open));
  const database = new Database(databaseUrl, {
    maxConnections: settings.databaseConnections,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  open.push(() => database.end());
  await requireLedger(database, 'service');
  const secretKey = settings.secretKey ?? (await openSecretKeyFile(settings.dataDir));
  const digests = await Digests.open(secretKey, (name, fresh) => sealedKey(database, name, fresh));
  if (await noticeRestore(database)) {
    log.error(
      'the ledger was restored from a copy: each machine waits until its kiosk has told what it knows',
    );
  }

  const sealer = new AuditSealer(database, log);
  sealer.start();
  open.push(() => sealer.stop());

  const bridgeId = randomUUID();
  const notices = new Notices(database, bridgeId, new NoticeSeal(secretKey, bridgeId), log);
  const metrics = new Metrics();
  tellIgnoredNotices(notices, { metrics, log });
  await notices.start();
  open.push(() => notices.stop());

  const machines = new Machines(database);
  const pulse = new Database(databaseUrl, {
    maxConnections: 1,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  open.push(() => pulse.end());
  const links = new Links(database, bridgeId, pulse);
  const fundings = new Fundings(database);
  const transfers = new Transfers(database, bridgeId);
  const merchantId = merchantIdOf(settings);
  const limits = new PlayerLimits(database, digests, settings.limits, () => new Date());
  const settlements = new Settlements(notices);
  const fullCredits = new FullCredits(database);
  const localLinks = new LocalLinks();
  const decisions = new FundingDecisions(
    { database, limits, transfers, links: localLinks, log },
    { ...settings, merchantId },
  );
  const fundingRequests = new FundingRequests({
    database,
    decisions,
    fundings,
    notices,
    settlements,
    metrics,
    digests,
    log,
  });
  retellDeclines(fundings, notices, log);
  const logins = new RefusedLogins(log, metrics);
  const payments = new CapturedPayments({ decisions, digests, merchantId });
  const inbox = new Inbox({ database, payments, secretKey, log });
  inbox.on('decided', (decision) => {
    if (decision?.fresh !== true) return;
    const { record } = decision;
    announce(notices, decision);
    fundingRequests.follow(record).catch((error: unknown) => {
      log.error({ err: error, fundingId: record.fundingId }, 'end of a captured payment not counted');
    });
  });
  // No machine is linked before there is a hub.
  const playersHere: { of: (asset: string) => Promise<string | null> } = { of: async () => null };
  const playerHere = async (asset: string) => playersHere.of(asset);
  const carded = new CardedPlayers({ notices, machines, digests, playerHere, log });
  const cardedAt = async (asset: string) => carded.at(asset);
  const rails = composeRails(settings, {
    fundingRequests,
    limits,
    logins,
    database,
    secretKey,
    inbox,
    digests,
    accountTokens: new AccountTokens(secretKey),
    outlook: new FundingOutlook({ database, limits, cardedAt }, { ...settings, merchantId }),
    log,
  });
  for (const rail of rails) {
    open.push(() => rail.stop());
    await rail.start();
  }
  open.push(await startRailWorkers({ rails, inbox, database, notices, log }));

  const codes = preferredCodes(rails, (rail, reason) => metrics.codePassedOver(rail, reason));
  const arrivals = new Arrivals(settings.databaseConnections);
  const hub = new KioskHub(
    {
      arrivals,
      database,
      metrics,
      fundings,
      links,
      machines,
      transfers,
      fullCredits,
      settlements,
      notices,
      codes,
      log,
    },
    { ...settings, merchantId },
  );
  localLinks.are((asset) => hub.linkOf(asset));
  playersHere.of = async (asset) => hub.playerOf(asset);
  metrics.observe({
    links: () => hub.size,
    rails,
    unconfirmed: () => transfers.countUnconfirmed(),
    inboxSeconds: () => oldestUndecidedSeconds(database),
    outboxSeconds: () => oldestDueSeconds(database),
    railAlarms: () => countOpenAlarms(database),
  });
  await hub.start();

  const operators = new Operators(database);
  const sessions = new FloorSessions(
    operators,
    new OperatorSessions(database, digests, OPERATOR_SESSION_S),
    settings.limits.gamingDay.zone,
  );
  const passwords = new PasswordDoor(operators, logins);
  const access = new OperatorAccess(passwords, settings.operatorToken, logins);

  const app = createHttpServer(log, settings.tls && readTls(settings.tls), settings.trustedProxies);
  const draining = new Draining(app);
  if (settings.tls) {
    const reloader = new CertificateReloader(app.server as unknown as HttpsServer, settings.tls, log);
    open.push(async () => reloader.stop());
  }
  for (const rail of rails) await app.register(rail.routes);
  const captures = new CaptureReports(database, settings.currency);
  const reconcileDay = async (day: string) => {
    requireDay(day);
    const from = gamingDayStart(day, settings.limits.gamingDay);
    const until = gamingDayEnd(from, settings.limits.gamingDay);
    return reconcile(database, { day, from, until }, settings.currency);
  };
  const { brand, problem } = readBrandFile(settings.brand);
  if (problem !== null) log.error({ event: 'brand.refused', err: problem }, problem.message);
  await app.register(
    floorPageRoutes(
      {
        database,
        merchantId,
        machines,
        fundings,
        limits,
        notices,
        sessions,
        passwords,
        logins,
        provider: settings.identityProvider && new IdentityProvider(settings.identityProvider),
        brand,
        captures,
        reconcileDay,
      },
      settings.limits,
    ),
  );
  const json = [
    floorRoutes({ database, merchantId, machines, fundings, notices }, access),
    playerRoutes({ machines, notices }, access),
    reconciliationRoutes({ captures, reconcileDay }, access),
    railRoutes(database, access),
    exclusionRoutes(new ExclusionList(database, digests), access),
    metricsRoute(metrics, access),
  ];
  await app.register(operatorJson(json, settings.api.ratePerS));
  await app.register(healthRoutes({ database, notices, isDraining: () => draining.begun }));
  app.server.on(
    'upgrade',
    new KioskDoor(
      { arrivals, machines, log, logins, addressOf: callerAddress(settings.trustedProxies) },
      hub.admit,
    ).upgrade,
  );
  open.push(async () => {
    await draining.begin(settings.drainLeadMs);
    // Those under way may finish while the kiosks are still there to answer.
    await settlements.idle(FINISH_MS);
    await hub.drain();
    await draining.end();
  });
  const url = await app.listen(settings.listen).catch((cause: unknown) => {
    const { host, port } = settings.listen;
    throw new StartError('surroundings', `BRIDGE_LISTEN: cannot listen on ${host}:${port}${codeOf(cause)}`, {
      cause,
    });
  });
  const paged = rails.find((rail) => rail.pages !== null);
  if (paged?.pages && settings.public !== null) {
    const keys = await PhoneKeys.open(secretKey, (name, fresh) => sealedKey(database, name, fresh));
    const phone = { pages: paged.pages, rail: paged.name, database, keys, machines, logins, carded };
    open.push(await startPhoneListener({ ...settings, public: settings.public }, phone, brand, log));
  }
  return url;
}

async function embeddedDatabase(dataDir: string, log: Log, open: (() => Promise<void>)[]): Promise<string> {
  const server = await startEmbeddedPostgres(dataDir, (line) => log.info(line));
  open.push(() => server.stop());
  const owner = new Database(server.ownerUrl, { maxConnections: 1, onError: (err) => log.warn({ err }) });
  try {
    await migrate(owner, EMBEDDED_SERVICE_ROLE);
  } finally {
    await owner.end();
  }
  return server.serviceUrl;
}
