/** The listener of the phone's pages: a port of its own, so that a firewall opens nothing else of the bridge to the world. */
import type { Server as HttpsServer } from 'node:https';
import type { Brand } from '../../protocol/brand.ts';
import { codeOf } from '../platform/environment.ts';
import { Draining } from '../platform/http/draining.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { CertificateReloader, readTls } from '../platform/http/tls.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { StartError } from '../platform/start-error.ts';
import type { AmountBounds } from './own-amount.ts';
import { Cards, type CardedAt } from './cards.ts';
import { excludedPlayer } from './excluded-player.ts';
import { Passkeys } from './passkeys.ts';
import { phoneRoutes } from './phone-routes.ts';
import type { PhonePorts } from './ports.ts';
import type { PublicSettings } from './settings.ts';

/** The machines are linked by the same process: what phones hold open must not use up its sockets and its memory. */
const MOST_CONNECTIONS = 2_000;

interface Settings extends AmountBounds {
  readonly public: PublicSettings;
  readonly trustedProxies: readonly string[];
}

interface Ports extends Omit<PhonePorts, 'casino' | 'passkeys' | 'cards' | 'excluded'> {
  readonly database: Database;
  readonly carded: CardedAt;
  /** Whose pages they are, as the ledger names it. */
  readonly rail: string;
}

/** @returns what closes it: what is under way is answered. */
export async function startPhoneListener(
  { public: own, trustedProxies, minAmount, maxAmount }: Settings,
  { database, rail, carded, ...ports }: Ports,
  brand: Brand | null,
  log: Log,
  mostConnections = MOST_CONNECTIONS,
): Promise<() => Promise<void>> {
  const app = createHttpServer(log, own.tls && readTls(own.tls), trustedProxies);
  app.server.maxConnections = mostConnections;
  const draining = new Draining(app);
  const reloader = own.tls && new CertificateReloader(app.server as unknown as HttpsServer, own.tls, log);
  await app.register(
    phoneRoutes(
      {
        ...ports,
        passkeys: new Passkeys({ database, keys: ports.keys, rail }, own),
        cards: new Cards({ database, keys: ports.keys, carded }, own.byCard),
        excluded: excludedPlayer(database, carded),
        casino: brand?.name ?? null,
      },
      { url: own.url, remembers: own.remembers, minAmount, maxAmount },
      brand?.colours ?? null,
    ),
  );
  const stop = async () => {
    reloader?.stop();
    await draining.begin(0);
    await draining.end();
  };
  try {
    await app.listen(own.listen);
  } catch (cause) {
    await stop();
    const { host, port } = own.listen;
    const why = `BRIDGE_PUBLIC_LISTEN: cannot listen on ${host}:${port}${codeOf(cause)}`;
    throw new StartError('surroundings', why, { cause });
  }
  return stop;
}
