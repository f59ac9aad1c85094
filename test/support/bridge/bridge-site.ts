/** A property for tests of the bridge: one real PostgreSQL, a stand-in for Trustly, and bridges on a database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startBridge, type Bridge } from '../../../bridge/app/bridge.ts';
import { composeRails, type ComposeRails } from '../../../bridge/app/rails.ts';
import type { FundingAnswer, FundingRequest } from '../../../bridge/money/funding.ts';
import { createLog, type Log } from '../../../bridge/platform/log.ts';
import { Database } from '../../../bridge/platform/postgres/database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../bridge/platform/postgres/embedded.ts';
import { noteRestored } from '../../../bridge/ledger/restored.ts';
import { verifyLedger } from '../../../bridge/ledger/ledger-check.ts';
import { Digests } from '../../../bridge/platform/secrets/digests.ts';
import { parseSecretKey } from '../../../bridge/platform/secrets/secret-key.ts';
import { readSettings } from '../../../bridge/app/settings.ts';
import type { CabinetStatus } from '../../../protocol/cabinet.ts';
import { READY_CABINET, TestKiosk } from './test-kiosk.ts';
import { copyCluster, makeTables } from '../databases/cluster-template.ts';
import { startTrustlyStandIn, type TrustlyStandIn } from './trustly-stand-in.ts';
import { waitFor } from '../wait.ts';

export const OPERATOR_TOKEN = 'token-of-the-operators';
/** An account that may do everything. Its hash is a cheap one, so that tests do not wait for it. */
export const OPERATOR = {
  name: 'j.doe',
  password: 'password-of-the-tests',
  hash: 'scrypt$16$8$1$9RzpwDzcJqU$DOgpcKK6-_UBtpV9H4X31yv3izgOINE9B9cEB7K40_k',
} as const;
/** Of the bridges at every site. */
export const SECRET_KEY = '5e'.repeat(32);
export const MERCHANT = 'MERCHANT-1';
const CLIENT = { id: 'tpas', secret: 'secret-of-the-tpas' };

export type Overrides = Readonly<Record<string, string>>;

export class BridgeSite {
  readonly trustly: TrustlyStandIn;
  /** For bridges. */
  readonly databaseUrl: string;
  /** The URL of the role that owns the ledger, and may do anything. */
  readonly ownerUrl: string;
  readonly #server: EmbeddedPostgres;
  readonly dataDir: string;
  readonly #bridges: Bridge[] = [];
  readonly #kiosks: TestKiosk[] = [];
  /** By asset. */
  readonly #secrets = new Map<string, string>();

  private constructor(server: EmbeddedPostgres, dataDir: string, trustly: TrustlyStandIn) {
    this.#server = server;
    this.dataDir = dataDir;
    this.databaseUrl = server.serviceUrl;
    this.ownerUrl = server.ownerUrl;
    this.trustly = trustly;
  }

  static async open(): Promise<BridgeSite> {
    const dataDir = await mkdtemp(join(tmpdir(), 'topper-bridge-'));
    await copyCluster(dataDir);
    const [server, trustly] = await Promise.all([
      startEmbeddedPostgres(dataDir, () => undefined),
      startTrustlyStandIn(),
    ]);
    await makeTables(server.ownerUrl);
    return new BridgeSite(server, dataDir, trustly);
  }

  /** Makes the tables in another database of the same server. */
  async migrate(database: string): Promise<void> {
    const url = new URL(this.ownerUrl);
    url.pathname = `/${database}`;
    await makeTables(url.href);
  }

  environment(overrides: Overrides = {}): Record<string, string> {
    return {
      BRIDGE_LISTEN: '127.0.0.1:0',
      DATABASE_URL: this.databaseUrl,
      BRIDGE_SECRET_KEY: SECRET_KEY,
      TRUSTLY_URL: this.trustly.url,
      TRUSTLY_ACCESS_ID: 'access-id',
      TRUSTLY_ACCESS_KEY: 'access-key',
      TRUSTLY_MERCHANT_ID: MERCHANT,
      TPAS_CLIENT_ID: CLIENT.id,
      TPAS_CLIENT_SECRET: CLIENT.secret,
      BRIDGE_OPERATOR_TOKEN: OPERATOR_TOKEN,
      BRIDGE_LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
      BRIDGE_HEARTBEAT_MS: '1000',
      BRIDGE_DRAIN_LEAD_MS: '0',
      ...overrides,
    };
  }

  /** For `bridge:admin`. */
  adminEnvironment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DATABASE_URL: this.databaseUrl,
      MIGRATION_DATABASE_URL: this.ownerUrl,
      BRIDGE_SECRET_KEY: SECRET_KEY,
    };
  }

  /** A bridge in this process, on the site's database. */
  async bridge(
    overrides: Overrides = {},
    rails: ComposeRails = composeRails,
    log: Log | null = null,
  ): Promise<Bridge> {
    const settings = readSettings(this.environment(overrides));
    const bridge = await startBridge(settings, log ?? createLog(settings.logLevel), rails);
    this.#bridges.push(bridge);
    await this.operator(OPERATOR.name, 'administer');
    return bridge;
  }

  /** Enrols the asset and connects its kiosk. */
  async kiosk(bridge: { url: string }, asset: string, ...cabinet: Parameters<typeof TestKiosk.connect>[3][]) {
    const { secret } = await enrol(bridge.url, asset);
    this.#secrets.set(asset, secret);
    return this.kioskAgain(bridge, asset, ...cabinet);
  }

  /** Connects the kiosk of an enrolled machine once more. */
  async kioskAgain(
    bridge: { url: string },
    asset: string,
    ...cabinet: Parameters<typeof TestKiosk.connect>[3][]
  ): Promise<TestKiosk> {
    const kiosk = await TestKiosk.connect(bridge.url, asset, this.#secrets.get(asset) ?? '', ...cabinet);
    this.#kiosks.push(kiosk);
    return kiosk;
  }

  /** The kiosk stays linked, and its board cannot be asked any more. The ledger knows when it resolves. */
  async unplugBoard(kiosk: TestKiosk, asset: string): Promise<void> {
    await this.#changeCabinet(kiosk, asset, { connection: 'fault', fault: 'ABSENT' });
  }

  async plugBoardIn(kiosk: TestKiosk, asset: string): Promise<void> {
    await this.#changeCabinet(kiosk, asset, READY_CABINET);
  }

  async #changeCabinet(kiosk: TestKiosk, asset: string, status: CabinetStatus): Promise<void> {
    kiosk.send({ type: 'cabinet', status });
    await waitFor('the bridge to hear of it', async () => {
      const [link] = await this.sql<{ cabinet: CabinetStatus }>(
        'SELECT cabinet FROM links WHERE asset = $1',
        [asset],
      );
      return link?.cabinet.connection === status.connection;
    });
  }

  /** An account with the password of {@link OPERATOR}. */
  async operator(
    name: string,
    role: 'look' | 'settle' | 'administer',
    database: string | null = null,
  ): Promise<void> {
    const account =
      'INSERT INTO operators (name, role, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
    await this.sql(account, [name, role, OPERATOR.hash], database);
  }

  /** A machine that is known but not connected. */
  async enrolled(bridge: { url: string }): Promise<{ asset: string; secret: string }> {
    const asset = `EGM-OFF-${++fundings}`;
    return { asset, ...(await enrol(bridge.url, asset)) };
  }

  /** How the ledger names an account. */
  async accountDigest(accountKey: string): Promise<string> {
    const secretKey = parseSecretKey(SECRET_KEY);
    if (!secretKey) throw new Error('the secret key of the tests is not one');
    const [row] = await this.sql<{ sealed: Buffer }>(`SELECT sealed FROM sealed_keys WHERE name = 'digests'`);
    return new Digests(secretKey.open('digests', row?.sealed ?? Buffer.alloc(0))).account(accountKey);
  }

  /** @param database another one of the same server. */
  async sql<Row extends Record<string, unknown>>(
    text: string,
    values: unknown[] = [],
    database: string | null = null,
  ): Promise<Row[]> {
    const url = new URL(this.ownerUrl);
    if (database !== null) url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** The ledger takes itself for one that was restored from a copy. */
  async restored(): Promise<void> {
    const database = new Database(this.databaseUrl, { maxConnections: 1, onError: () => undefined });
    await noteRestored(database, 'tests');
    await database.end();
  }

  /** What the audit trail tells about a subject, oldest first. */
  async auditOf(subject: string): Promise<unknown[]> {
    const rows = await this.sql('SELECT event FROM audit WHERE subject = $1 ORDER BY entry_id', [subject]);
    return rows.map(({ event }) => event);
  }

  /**
   * The places where the ledger is not what its trail and its books say: there must be none, whatever happened.
   * @param database another one of the same server.
   */
  async disagreements(database: string | null = null): Promise<readonly string[]> {
    const url = new URL(this.ownerUrl);
    if (database !== null) url.pathname = `/${database}`;
    const owner = new Database(url.href, { maxConnections: 1, onError: () => undefined });
    try {
      return (await verifyLedger(owner)).disagreements;
    } finally {
      await owner.end();
    }
  }

  /** Ends what a test left open. */
  async clear(): Promise<void> {
    for (const kiosk of this.#kiosks.splice(0)) kiosk.drop();
    await Promise.all(this.#bridges.splice(0).map((bridge) => bridge.stop()));
  }

  async close(): Promise<void> {
    await this.clear();
    await Promise.all([this.trustly.stop(), this.#server.stop()]);
    await rm(this.dataDir, { recursive: true });
  }
}

export async function enrol(url: string, asset: string): Promise<{ secret: string; designation: string }> {
  const response = await operator(url, 'POST', '/floor/machines', { asset });
  if (response.status !== 201) throw new Error(`enrolment of ${asset} failed with ${response.status}`);
  return (await response.json()) as { secret: string; designation: string };
}

/** A program of the systems team, with the operator token. */
export async function operator(url: string, method: string, path: string, body?: unknown): Promise<Response> {
  return askAs(`Bearer ${OPERATOR_TOKEN}`, url, method, path, body);
}

/** {@link OPERATOR}, or another account with the same password. */
export async function person(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  name: string = OPERATOR.name,
): Promise<Response> {
  return askAs(`Basic ${btoa(`${name}:${OPERATOR.password}`)}`, url, method, path, body);
}

async function askAs(
  authorization: string,
  url: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  return fetch(url + path, {
    method,
    headers: {
      authorization,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** The TPAS: signs in once, then asks. */
export class TestTpas {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string): Promise<TestTpas> {
    const response = await requestToken(url, CLIENT.id, CLIENT.secret);
    if (!response.ok) throw new Error(`signing in failed with ${response.status}`);
    const { access_token: token } = (await response.json()) as { access_token: string };
    return new TestTpas(url, token);
  }

  get authorization(): string {
    return `Bearer ${this.#token}`;
  }

  /** The id of the key that signed its access token. */
  get keyId(): string {
    const header = Buffer.from(this.#token.split('.')[0] ?? '', 'base64url').toString('utf8');
    return (JSON.parse(header) as { kid: string }).kid;
  }

  async request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Sends the request as it is, with only the access token added. */
  async raw(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.#token}`);
    return fetch(this.#url + path, { ...init, method, headers });
  }

  async fund(request: FundingRequest): Promise<{ status: number; body: FundingAnswer }> {
    const response = await this.request('POST', '/v1/fundings', request);
    return { status: response.status, body: (await response.json()) as FundingAnswer };
  }

  async read(fundingId: string): Promise<{ status: number; body: FundingAnswer }> {
    const response = await this.request('GET', `/v1/fundings/${fundingId}`);
    return { status: response.status, body: (await response.json()) as FundingAnswer };
  }

  async cancel(request: FundingRequest, reason = 'PLAYER_CANCELLED') {
    const { asset, merchantId, amount, currency } = request;
    const path = `/v1/fundings/${request.fundingId}/cancel`;
    const response = await this.request('POST', path, { reason, asset, merchantId, amount, currency });
    return { status: response.status, body: (await response.json()) as FundingAnswer };
  }
}

export async function requestToken(url: string, id: string, secret: string): Promise<Response> {
  return fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
}

let fundings = 0;

/** A funding that there is no reason to decline. Each has its own id and UBAI. */
export function aFunding(asset: string, changes: Partial<FundingRequest> = {}): FundingRequest {
  const number = ++fundings;
  return {
    fundingId: `funding-${number}-${process.pid}`,
    asset,
    merchantId: MERCHANT,
    amount: '20.00',
    currency: 'USD',
    ubai: `ubai-${number}`,
    ...changes,
  };
}
