/** A property to measure: a PostgreSQL with a ledger of some size, bridge processes on it, and simulated kiosks. */
import { randomBytes } from 'node:crypto';
import { BridgeSite, TestTpas } from '../../support/bridge/bridge-site.ts';
import { enrolMany } from '../../support/bridge/enrol-many.ts';
import { fillLedger } from '../../support/databases/large-ledger.ts';
import { startService, type Service } from '../../support/service.ts';
import { FundingClient } from './funding-client.ts';
import { SimulatedKiosks } from './simulated-kiosks.ts';

/** The ceiling of requests to Trustly. */
export const CODES_PER_SECOND = 200;

const COMPLAINTS = 3;
const COMPLAINT_LENGTH = 300;

export interface PropertySize {
  readonly bridges: number;
  readonly kiosks: number;
  /** Fundings that the ledger holds already; 0: it is new. */
  readonly rows: number;
}

export class Property {
  readonly client: FundingClient;
  readonly site: BridgeSite;
  readonly bridges: readonly Service[];
  readonly kiosks: SimulatedKiosks;
  readonly #assets: readonly string[];
  #next = 0;

  private constructor(parts: {
    client: FundingClient;
    site: BridgeSite;
    bridges: Service[];
    kiosks: SimulatedKiosks;
    assets: string[];
  }) {
    this.client = parts.client;
    this.site = parts.site;
    this.bridges = parts.bridges;
    this.kiosks = parts.kiosks;
    this.#assets = parts.assets;
  }

  static async open(size: PropertySize): Promise<Property> {
    const site = await BridgeSite.open();
    try {
      return await Property.#on(site, size);
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  static async #on(site: BridgeSite, size: PropertySize): Promise<Property> {
    if (size.rows > 0) {
      await fillLedger(site, size.rows);
      // What a server does some minutes after so many rows must not fall into a turn.
      await site.sql('VACUUM (ANALYZE)');
      await site.sql('CHECKPOINT');
    }
    const environment = site.environment({
      BRIDGE_HEARTBEAT_MS: '15000',
      BRIDGE_API_RATE_PER_S: '100000',
      BRIDGE_LOG_LEVEL: 'info',
      BRIDGE_TRUSTLY_RATE_PER_S: String(CODES_PER_SECOND),
    });
    const bridges = await Promise.all(
      Array.from({ length: size.bridges }, async () => startService('bridge/app/main.ts', [], environment)),
    );
    const urls = bridges.map(({ listening }) => String(listening['url']));
    const assets = Array.from({ length: size.kiosks }, (_, n) => `BENCH-${String(n).padStart(5, '0')}`);
    const secret = randomBytes(32).toString('base64url');
    await enrolMany(site, assets, secret);
    const kiosks = await SimulatedKiosks.link(
      assets.map((asset, n) => ({ asset, url: urls[n % urls.length] ?? '' })),
      secret,
    );
    const { authorization } = await TestTpas.signIn(urls[0] ?? '');
    const client = new FundingClient(urls, authorization);
    return new Property({ client, site, bridges, kiosks, assets });
  }

  /** Of its first bridge. */
  get url(): string {
    return String(this.bridges[0]?.listening['url']);
  }

  /** One funding, at the next machine. */
  async fund(): Promise<number> {
    return this.client.fund(this.#assets[this.#next++ % this.#assets.length] ?? '');
  }

  /** The last warnings and errors in the logs of its bridges. */
  complaints(): string[] {
    return this.bridges.flatMap((bridge) =>
      bridge
        .output()
        .split('\n')
        .filter((line) => /"level":[456]0/.test(line))
        .slice(-COMPLAINTS)
        .map((line) => line.slice(0, COMPLAINT_LENGTH)),
    );
  }

  async close(): Promise<void> {
    await this.client.close();
    this.kiosks.kill();
    await Promise.all(this.bridges.map(async (bridge) => bridge.stop()));
    await this.site.close();
  }
}
