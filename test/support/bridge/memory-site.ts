/**
 * One machine whose three memories of money (ledger, journal, board) a test copies, puts back, loses and exchanges: a
 * real database, the real journal file and the real memory file of a virtual cabinet, with the real programs on them.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBridge, type Bridge } from '../../../bridge/app/bridge.ts';
import { composeRails } from '../../../bridge/app/rails.ts';
import { LEDGER_HOME } from '../../../bridge/ledger/restored.ts';
import { createLog } from '../../../bridge/platform/log.ts';
import { readSettings } from '../../../bridge/app/settings.ts';
import type { Behaviour } from '../../../simulators/cabinet-board/behaviour.ts';
import type { VirtualCabinet } from '../../../simulators/cabinet-board/virtual-cabinet.ts';
import type { Kiosk } from '../../../main/kiosk-ports.ts';
import { BridgeSite, enrol, OPERATOR, TestTpas } from './bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../damage/tcp-proxy.ts';
import { coreKiosk, startCoreCabinet, type CoreCabinet } from '../kiosk/core-machine.ts';

export const ASSET = 'EGM-0042';

/** Names of kept copies; a journal that is null was lost, and a board's memory too. */
export interface Memories {
  readonly ledger: string;
  readonly journal: string | null;
  readonly board: string | null;
  /** The board's serial number. */
  readonly serial: string;
}

/** The programs on one set of memories. */
export class RunningMachine {
  readonly bridge: Bridge;
  readonly cabinet: VirtualCabinet;
  readonly kiosk: Kiosk;
  readonly tpas: TestTpas;
  readonly link: TcpProxy;
  readonly #cashlessInBefore: number;
  readonly #machine: CoreCabinet;

  constructor(parts: { bridge: Bridge; machine: CoreCabinet; kiosk: Kiosk; tpas: TestTpas; link: TcpProxy }) {
    this.bridge = parts.bridge;
    this.#machine = parts.machine;
    this.cabinet = parts.machine.cabinet;
    this.kiosk = parts.kiosk;
    this.tpas = parts.tpas;
    this.link = parts.link;
    this.#cashlessInBefore = this.cabinet.state.meters.cashlessIn;
  }

  /** Minor units that went to the meter in this run. */
  get credited(): number {
    return this.cabinet.state.meters.cashlessIn - this.#cashlessInBefore;
  }

  async stop(): Promise<void> {
    await this.kiosk.stop();
    await this.bridge.stop();
    await this.link.stop();
    await this.#machine.stop();
  }
}

export class MemorySite {
  readonly #site: BridgeSite;
  readonly #directory = mkdtempSync(join(tmpdir(), 'topper-memories-'));
  /** Of the machine in each kept ledger, by the ledger's name. */
  readonly #secrets = new Map<string, string>();
  #runs = 0;

  private constructor(site: BridgeSite) {
    this.#site = site;
  }

  static async open(): Promise<MemorySite> {
    return new MemorySite(await BridgeSite.open());
  }

  /**
   * A ledger that knows nothing but this machine, and `others` that were enrolled before it.
   * @returns the designations, this machine's last.
   */
  async newLedger(name: string, others = 0): Promise<string[]> {
    await this.#sql(`CREATE DATABASE ${ledgerOf(name)}`);
    await this.#site.migrate(ledgerOf(name));
    const bridge = await this.#bridge(ledgerOf(name));
    const designations: string[] = [];
    for (let other = 0; other < others; other += 1)
      designations.push((await enrol(bridge.url, `EGM-OTHER-${other}`)).designation);
    const { secret, designation } = await enrol(bridge.url, ASSET);
    this.#secrets.set(name, secret);
    await this.#site.operator(OPERATOR.name, 'settle', ledgerOf(name));
    await bridge.stop();
    return [...designations, designation];
  }

  /**
   * Starts the programs on working copies of these memories.
   * @param asImage the ledger comes back like a whole disk: nothing in it says that it is a copy.
   * @param link whether the kiosk reaches the bridge from the beginning.
   * @param behaviour of the board, from the beginning.
   */
  async start(
    { ledger, journal, board, serial }: Memories,
    asImage: 'asCopy' | 'asImage' = 'asImage',
    link: 'linked' | 'cut' = 'linked',
    behaviour: Behaviour = {},
  ): Promise<RunningMachine> {
    await this.#expectAgreement();
    // A database that nobody keeps would only make stopping the server slow.
    if (this.#runs > 0) await this.#sql(`DROP DATABASE ${ledgerOf(`run_${this.#runs}`)} WITH (FORCE)`);
    const work = this.#workFolder(++this.#runs);
    mkdirSync(work);
    await this.#sql(`CREATE DATABASE ${ledgerOf(`run_${this.#runs}`)} TEMPLATE ${ledgerOf(ledger)}`);
    if (asImage === 'asImage') await this.sql(`UPDATE ledger_home SET home = ${LEDGER_HOME}`);
    if (journal !== null) copyJournal(this.#kept('journal', journal), join(work, 'journal.sqlite'));
    if (board !== null) cpSync(this.#kept('board', board), join(work, 'board.nvm'));
    const [machine, bridge] = await Promise.all([
      startCoreCabinet(work, serial, behaviour),
      this.#bridge(ledgerOf(`run_${this.#runs}`)),
    ]);
    const proxy = await startTcpProxy(Number(new URL(bridge.url).port));
    if (link === 'cut') proxy.cut();
    const kiosk = coreKiosk(work, {
      asset: ASSET,
      secret: this.#secrets.get(ledger) ?? '',
      linkPort: proxy.port,
      cabinetPort: machine.port,
    });
    kiosk.start();
    return new RunningMachine({
      bridge,
      machine,
      kiosk,
      link: proxy,
      tpas: await TestTpas.signIn(bridge.url),
    });
  }

  /** Keeps the memories of the last run, which has stopped, under this name. */
  async keep(name: string, memories: Memories): Promise<void> {
    const work = this.#workFolder(this.#runs);
    await this.#sql(`CREATE DATABASE ${ledgerOf(name)} TEMPLATE ${ledgerOf(`run_${this.#runs}`)}`);
    copyJournal(join(work, 'journal.sqlite'), this.#kept('journal', name));
    cpSync(join(work, 'board.nvm'), this.#kept('board', name));
    this.#secrets.set(name, this.#secrets.get(memories.ledger) ?? '');
  }

  /** A copy of a kept ledger, as it was at another moment. @param change makes it so. */
  async keepLedger(name: string, from: string, change: string): Promise<void> {
    await this.#sql(`CREATE DATABASE ${ledgerOf(name)} TEMPLATE ${ledgerOf(from)}`);
    await this.#site.sql(change, [], ledgerOf(name));
    this.#secrets.set(name, this.#secrets.get(from) ?? '');
  }

  /** In the database of the last run. */
  async sql<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.#site.sql<Row>(text, values, ledgerOf(`run_${this.#runs}`));
  }

  async close(): Promise<void> {
    try {
      await this.#expectAgreement();
    } finally {
      await this.#site.close();
      rmSync(this.#directory, { recursive: true, force: true });
    }
  }

  async #bridge(database: string): Promise<Bridge> {
    const url = new URL(this.#site.databaseUrl);
    url.pathname = `/${database}`;
    const settings = readSettings(
      this.#site.environment({ DATABASE_URL: url.href, BRIDGE_FUNDING_WINDOW_MS: '1000' }),
    );
    return startBridge(settings, createLog(settings.logLevel), composeRails);
  }

  /** Whatever was set back, the ledger of the last run agrees with its trail and its books. */
  async #expectAgreement(): Promise<void> {
    if (this.#runs === 0) return;
    const disagreements = await this.#site.disagreements(ledgerOf(`run_${this.#runs}`));
    if (disagreements.length > 0) throw new Error(`run ${this.#runs}: ${disagreements.join('\n')}`);
  }

  #workFolder(run: number): string {
    return join(this.#directory, `run-${run}`);
  }

  #kept(what: 'journal' | 'board', name: string): string {
    return join(this.#directory, `${what}-${name}`);
  }

  async #sql(text: string): Promise<void> {
    await this.#site.sql(text);
  }
}

function ledgerOf(name: string): string {
  return `ledger_${name}`;
}

/** With its write-ahead log, and the marker that remembers that there was one. */
function copyJournal(from: string, to: string): void {
  for (const part of ['', '-wal', '.exists'])
    if (existsSync(`${from}${part}`)) cpSync(`${from}${part}`, `${to}${part}`);
}
