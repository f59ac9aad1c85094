/** What the sandbox is made of. */
import fastify, { LogController, type FastifyInstance, type FastifyServerFactory } from 'fastify';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { Checkouts } from './checkouts.ts';
import { CodeTokens } from './code-token.ts';
import { registerControl } from './control-routes.ts';
import { DemoBank } from './demo-bank.ts';
import { FaultSwitch } from './faults.ts';
import { FundingApi } from './funding-api.ts';
import { registerMicrosite } from './microsite/routes.ts';
import type { MicrositePorts } from './microsite/ports.ts';
import { OauthToken } from './oauth-token.ts';
import { PaymentStore } from './payment-store.ts';
import { registerQrApi } from './qr-api.ts';
import { createEurope, type Europe } from './trustly-europe/europe.ts';
import { createOnFile, type OnFile } from './trustly-on-file/on-file.ts';
import { SettingsError, type Settings } from './settings.ts';
import { durableKey, openStorage } from './storage.ts';
import { Tpas } from './tpas.ts';

export interface Sandbox {
  /** Where it listens. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Resolves when it listens; open payments of an earlier process are already taken up.
 * @throws {SettingsError} when it cannot listen where it was told to.
 */
export async function startSandbox(settings: Settings, log: Logger): Promise<Sandbox> {
  const now = Date.now;
  const database = openStorage(settings.dataDirectory);
  const store = new PaymentStore(database);
  const tokens = new CodeTokens(durableKey(database, 'code-token'));
  const faults = new FaultSwitch();
  const token = new OauthToken(
    {
      url: `${settings.bridgeUrl}/oauth2/token`,
      clientId: settings.tpasClientId,
      clientSecret: settings.tpasClientSecret,
    },
    () => performance.now(),
  );
  const tpas = new Tpas({ store, fundingApi: new FundingApi(settings.bridgeUrl, token), log, now });

  const server = createServer(log);
  let url = '';
  let lan: Lan | null = null;
  const publicUrl = () => settings.publicUrl ?? lan?.url ?? url;
  const bank = new DemoBank(durableKey(database, 'ubai'));
  const microsite = {
    tokens,
    checkouts: new Checkouts(now),
    store,
    tpas,
    bank,
    now,
  };
  const { onFile: merchant, europe: europeMerchant, dataDirectory } = settings;
  const onFile = merchant && createOnFile(merchant, { database, bank, log, now, publicUrl });
  const europe =
    europeMerchant && createEurope(europeMerchant, { database, dataDirectory, log, now, publicUrl });
  await server.register(async (part) =>
    registerQrApi(part, { credentials: settings, tokens, faults, publicUrl, now }),
  );
  await server.register(async (part) => registerMicrosite(part, microsite));
  await server.register(async (part) => registerControl(part, { faults, store, onFile, europe }));
  if (onFile !== null) {
    await server.register(async (part) => onFile.registerApi(part));
    await server.register(async (part) => onFile.registerLightbox(part));
  }
  if (europe !== null) {
    await server.register(async (part) => europe.registerApi(part));
    await server.register(async (part) => europe.registerCheckout(part));
  }
  url = await listen(server, settings.listen, 'SANDBOX_LISTEN');
  if (settings.lan !== null) lan = await openLan(settings.lan, { microsite, onFile, europe }, log);
  tpas.start();
  onFile?.start();
  europe?.start();
  return {
    url,
    async stop() {
      await lan?.close();
      await server.close();
      await tpas.stop();
      await onFile?.stop();
      await europe?.stop();
      database.close();
    },
  };
}

/** @param serverFactory the default: plain HTTP. */
function createServer(log: Logger, serverFactory?: FastifyServerFactory) {
  const server = fastify({
    // Addresses hold tokens and visits, so requests are not logged [secrets-kept].
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    loggerInstance: log,
    ...(serverFactory && { serverFactory }),
  });
  server.addHook('onError', async (_request, reply, error) => {
    if (reply.statusCode >= 500) log.error({ err: error }, 'request failed');
  });
  return server;
}

interface Lan {
  readonly url: string;
  close(): Promise<void>;
}

/** The door for phones on the network: TLS, and what phones are shown only. What the demo is steered by stays on loopback. */
async function openLan(
  { host, port, certificate, key }: NonNullable<Settings['lan']>,
  { microsite, onFile, europe }: { microsite: MicrositePorts; onFile: OnFile | null; europe: Europe | null },
  log: Logger,
): Promise<Lan> {
  const tls = { cert: certificate, key, minVersion: 'TLSv1.2' } as const;
  const server = createServer(log, (handler) => createHttpsServer(tls, handler));
  await server.register(async (part) => registerMicrosite(part, microsite));
  if (onFile !== null) await server.register(async (part) => onFile.registerLightbox(part));
  if (europe !== null) await server.register(async (part) => europe.registerCheckout(part));
  await listen(server, { host, port }, 'SANDBOX_LAN_LISTEN');
  const { port: listening } = server.server.address() as AddressInfo;
  return { url: `https://${host}:${listening}`, close: async () => server.close() };
}

async function listen(
  server: Pick<FastifyInstance, 'listen'>,
  at: Settings['listen'],
  setting: string,
): Promise<string> {
  try {
    return await server.listen(at);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    const where = `${at.host}:${at.port}`;
    if (code === 'EADDRINUSE') throw new SettingsError(setting, `${where} is in use`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new SettingsError(setting, `cannot listen on ${where}`, { cause });
    }
    throw cause;
  }
}
