/** What the sandbox is made of. */
import fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Checkouts } from './checkouts.ts';
import { CodeTokens } from './code-token.ts';
import { registerControl } from './control-routes.ts';
import { DemoBank } from './demo-bank.ts';
import { FaultSwitch } from './faults.ts';
import { FundingApi } from './funding-api.ts';
import { registerMicrosite } from './microsite/routes.ts';
import { OauthToken } from './oauth-token.ts';
import { PaymentStore } from './payment-store.ts';
import { registerQrApi } from './qr-api.ts';
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
 * @throws {SettingsError} when it can not listen where it was told to.
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

  // Addresses hold tokens and visits, so requests are not logged (S1).
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({ logController, forceCloseConnections: true, loggerInstance: log });
  server.addHook('onError', async (_request, reply, error) => {
    if (reply.statusCode >= 500) log.error({ err: error }, 'request failed');
  });
  let url = '';
  const publicUrl = () => settings.publicUrl ?? url;
  await server.register(async (part) =>
    registerQrApi(part, { credentials: settings, tokens, faults, publicUrl, now }),
  );
  await server.register(async (part) =>
    registerMicrosite(part, {
      tokens,
      checkouts: new Checkouts(now),
      store,
      tpas,
      bank: new DemoBank(durableKey(database, 'ubai')),
      now,
    }),
  );
  await server.register(async (part) => registerControl(part, { faults, store }));
  url = await listen(server, settings.listen);
  tpas.start();
  return {
    url,
    async stop() {
      await server.close();
      await tpas.stop();
      database.close();
    },
  };
}

async function listen(server: Pick<FastifyInstance, 'listen'>, at: Settings['listen']): Promise<string> {
  try {
    return await server.listen(at);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    const where = `${at.host}:${at.port}`;
    if (code === 'EADDRINUSE') throw new SettingsError('SANDBOX_LISTEN', `${where} is in use`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new SettingsError('SANDBOX_LISTEN', `cannot listen on ${where}`, { cause });
    }
    throw cause;
  }
}
