/** A property of which every part can be killed: two bridges and the sandbox as processes, PostgreSQL, the machines' links. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parseSecretKey } from '../../../bridge/platform/secrets/secret-key.ts';
import { PageCodes } from '../../../bridge/rails/page-codes.ts';
import { freePorts } from '../../../demo/free-ports.ts';
import { USUAL_FAULTS } from '../../../sandbox/trustly-on-file/faults.ts';
import { BridgeSite, enrol, SECRET_KEY } from '../../support/bridge/bridge-site.ts';
import { killServer, startKilledServer } from '../../support/databases/postgres-server.ts';
import { onFileCalls, type OnFileCalls } from '../../support/sandbox/on-file-fixture.ts';
import { ON_FILE } from '../../support/sandbox/on-file-merchant.ts';
import { CREDENTIALS, TPAS_CLIENT } from '../../support/sandbox/sandbox-fixture.ts';
import { compileAhead, startService, type Service } from '../../support/service.ts';
import { waitFor } from '../../support/wait.ts';
import { Machine } from './machine.ts';
import type { Phones } from './paying-phone.ts';

const BRIDGE = 'test/chaos/on-file/bridge-process.ts';
const SANDBOX = 'sandbox/main.ts';
const EVENTS = '/trustly-on-file/events';
const EVENT_WITHIN_MS = 3_000;

export const VICTIMS = ['a bridge', 'the sandbox', 'the database', 'the other bridge', 'the links'] as const;
export type Victim = (typeof VICTIMS)[number];
export type Faults = typeof USUAL_FAULTS;

export class Floor {
  readonly site: BridgeSite;
  readonly calls: OnFileCalls;
  readonly machines: Machine[] = [];
  readonly phones: Phones;
  readonly #ports: readonly number[];
  readonly #sandboxData: string;
  readonly #door = createServer((asking, answering) => {
    this.#forward(asking, answering).catch(() => asking.socket.destroy());
  });
  readonly #bridges: (Service | null)[] = [null, null];
  #sandbox: Service | null = null;
  #faults: Partial<Faults> = {};
  #holdHours = 0;
  #turn = 0;
  #lastCode = 0;

  private constructor(site: BridgeSite, ports: readonly number[], sandboxData: string) {
    this.site = site;
    this.#ports = ports;
    this.#sandboxData = sandboxData;
    this.calls = onFileCalls(() => this.#sandboxUrl);
    this.phones = {
      pages: () => this.#living().map((at) => `http://127.0.0.1:${this.#port(2 + at)}`),
      origin: this.#origin,
      atTheBank: async (establish, userName) => {
        const { status, body } = await this.calls.control('POST', '/authorizations', { establish, userName });
        if (status !== 200) throw new Error(`the bank answers ${status}`);
        return new URL((body as { redirect: string }).redirect);
      },
    };
  }

  static async open(machines: number): Promise<Floor> {
    const [site, ports, sandboxData] = await Promise.all([
      BridgeSite.open(),
      freePorts(5),
      mkdtemp(path.join(tmpdir(), 'topper-floor-')),
      compileAhead(BRIDGE),
      compileAhead(SANDBOX),
    ]);
    const floor = new Floor(site, ports, sandboxData);
    await new Promise<void>((resolve) => floor.#door.listen(0, '127.0.0.1', resolve));
    await Promise.all([floor.start('the sandbox'), floor.start('a bridge'), floor.start('the other bridge')]);
    for (let number = 1; number <= machines; number++) {
      const asset = `EGM-C${number}`;
      const { secret } = await enrol(floor.#linkUrl(0), asset);
      const machine = new Machine(asset, secret, () => floor.#living().map((at) => floor.#linkUrl(at)));
      floor.machines.push(machine);
      await machine.linked();
    }
    return floor;
  }

  /** What is on a glass: another one each time, as a machine has one code a second. */
  async code(asset: string): Promise<string> {
    const key = parseSecretKey(SECRET_KEY);
    if (!key) throw new Error('the secret key of the tests is not one');
    this.#lastCode = Math.max(this.#lastCode + 1_000, Date.now());
    const codes = new PageCodes(key, { base: this.#origin, lifetimeMs: 120_000 }, () => this.#lastCode);
    const code = await codes.source.issueCode({ asset }, 1);
    if (code.kind !== 'issued') throw new Error(`no code: ${code.kind}`);
    return code.url;
  }

  /** From now on, also of a sandbox that is started again. */
  async behave(faults: Partial<Faults> = {}): Promise<void> {
    this.#faults = faults;
    await this.calls.setFaults({ ...USUAL_FAULTS, stepMs: 50, ...faults });
  }

  /** As the property sets it for both of its bridges; 0: no money is held before it is captured. */
  async holdFor(hours: number): Promise<void> {
    if (hours === this.#holdHours) return;
    this.#holdHours = hours;
    await Promise.all([this.#end(0), this.#end(1)]);
    await Promise.all([this.#startBridge(0), this.#startBridge(1)]);
  }

  /** All of it at once, without a word. */
  async kill(victim: Victim): Promise<void> {
    switch (victim) {
      case 'a bridge':
      case 'the other bridge':
        await this.#end(victim === 'a bridge' ? 0 : 1);
        break;
      case 'the sandbox':
        await this.#sandbox?.kill();
        this.#sandbox = null;
        break;
      case 'the database':
        await killServer(this.site.dataDir);
        break;
      case 'the links':
        for (const machine of this.machines) machine.unplug();
    }
  }

  /** What was killed, again. A bridge does not start without its database. */
  async start(victim: Victim): Promise<void> {
    switch (victim) {
      case 'a bridge':
      case 'the other bridge':
        await this.#startBridge(victim === 'a bridge' ? 0 : 1);
        break;
      case 'the sandbox':
        this.#sandbox = await startService(SANDBOX, [], this.#sandboxEnvironment());
        await this.behave(this.#faults);
        break;
      case 'the database':
        await startKilledServer(this.site.dataDir);
        break;
      case 'the links': // they dial again by themselves
    }
  }

  /** Every event is told, whenever it was due: Trustly repeats it for twelve hours, and may be a day late. */
  async allTold(): Promise<void> {
    await this.calls.forward(2 * 86_400_000);
    await waitFor(
      'all events to be told',
      async () => (await this.calls.events()).every(({ state }) => state !== 'waiting'),
      { timeoutMs: 40_000 },
    );
  }

  async close(): Promise<void> {
    for (const machine of this.machines) machine.stop();
    await Promise.all([this.#end(0), this.#end(1), this.#sandbox?.kill()]);
    this.#door.closeAllConnections();
    await new Promise((resolve) => this.#door.close(resolve));
    await this.site.close();
    await rm(this.#sandboxData, { recursive: true });
  }

  /** Trustly's events reach whichever bridge there is. */
  async #forward(asking: IncomingMessage, answering: ServerResponse): Promise<void> {
    const body = await buffer(asking);
    const living = this.#living();
    const at = living[this.#turn++ % living.length];
    if (at === undefined) return void asking.socket.destroy();
    const { authorization = '', 'content-type': type = '' } = asking.headers;
    const answer = await fetch(this.#linkUrl(at) + EVENTS, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body,
      signal: AbortSignal.timeout(EVENT_WITHIN_MS),
    });
    answering.writeHead(answer.status).end(await answer.text());
  }

  async #startBridge(at: 0 | 1): Promise<void> {
    const environment = this.site.environment({
      BRIDGE_LISTEN: `127.0.0.1:${this.#port(at)}`,
      BRIDGE_RAILS: 'trustly-on-file,scan-and-pay',
      BRIDGE_ON_FILE_URL: this.#sandboxUrl,
      BRIDGE_ON_FILE_ACCESS_ID: ON_FILE.accessId,
      BRIDGE_ON_FILE_ACCESS_KEY: ON_FILE.accessKey,
      BRIDGE_ON_FILE_MERCHANT_ID: ON_FILE.merchantId,
      BRIDGE_ON_FILE_PREAUTHORIZE_HOURS: String(this.#holdHours),
      BRIDGE_FUNDING_WINDOW_MS: '4000',
      BRIDGE_PUBLIC_URL: this.#origin,
      BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${this.#port(2 + at)}`,
    });
    for (let tries = 1; this.#bridges[at] === null; tries++) {
      try {
        this.#bridges[at] = await startService(BRIDGE, [], environment);
      } catch (error) {
        // It was started while its database was not there.
        if (tries >= 5) throw error;
        await pause(200);
      }
    }
  }

  async #end(at: 0 | 1): Promise<void> {
    const bridge = this.#bridges[at];
    this.#bridges[at] = null;
    await bridge?.kill();
  }

  #living(): number[] {
    return [0, 1].filter((at) => this.#bridges[at] !== null);
  }

  #port(place: number): number {
    return this.#ports[place] ?? 0;
  }

  #linkUrl(at: number): string {
    return `http://127.0.0.1:${this.#port(at)}`;
  }

  get #origin(): string {
    return `http://127.0.0.1:${this.#port(2)}`;
  }

  get #sandboxUrl(): string {
    return `http://127.0.0.1:${this.#port(4)}`;
  }

  #sandboxEnvironment(): Record<string, string> {
    const { port } = this.#door.address() as AddressInfo;
    return {
      SANDBOX_LISTEN: `127.0.0.1:${this.#port(4)}`,
      SANDBOX_DATA_DIR: this.#sandboxData,
      SANDBOX_ACCESS_ID: CREDENTIALS.accessId,
      SANDBOX_ACCESS_KEY: CREDENTIALS.accessKey,
      SANDBOX_MERCHANT_ID: CREDENTIALS.merchantId,
      SANDBOX_ON_FILE_ACCESS_ID: ON_FILE.accessId,
      SANDBOX_ON_FILE_ACCESS_KEY: ON_FILE.accessKey,
      SANDBOX_ON_FILE_MERCHANT_ID: ON_FILE.merchantId,
      SANDBOX_ON_FILE_NOTIFICATION_URL: `http://127.0.0.1:${port}${EVENTS}`,
      BRIDGE_URL: 'http://127.0.0.1:1',
      TPAS_CLIENT_ID: TPAS_CLIENT.id,
      TPAS_CLIENT_SECRET: TPAS_CLIENT.secret,
    };
  }
}
