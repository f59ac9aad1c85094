/** The kiosk core in this process, with a virtual cabinet process and a scripted bridge around it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createMachine } from '../../../hardware/machine-kinds.ts';
import type { Machine } from '../../../hardware/machine/machine.ts';
import { systemClock } from '../../../hardware/clock.ts';
import { openJournal } from '../../../main/journal/open-journal.ts';
import { AuditFile } from '../../../main/operator/audit-file.ts';
import type { Kiosk } from '../../../main/kiosk-ports.ts';
import { createKiosk } from '../../../main/kiosk.ts';
import type { Dial } from '../../../main/link/dial.ts';
import { dialBridge } from '../../../main/link/web-socket.ts';
import { NO_BRAND } from '../../../main/settings/brand-folder.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';
import type { Screen, ScreenKind } from '../../../preload/contract.ts';
import type { TransferOutcome } from '../../../protocol/transfer.ts';
import type { KioskStep } from '../../chaos/steps.ts';
import { startCabinetProcess, type CabinetProcess } from '../board/cabinet-process.ts';
import { copyJournal } from '../damage/journal-damage.ts';
import { LINK_ASSET, LINK_SECRET, LinkBridge } from './link-bridge.ts';
import { startService, type Service } from '../service.ts';
import { waitFor } from '../wait.ts';

function listening(dial: Dial, sent: (text: string) => void): Dial {
  return (events) => {
    const connection = dial(events);
    return {
      close: (code, reason) => connection.close(code, reason),
      send(text) {
        sent(text);
        connection.send(text);
      },
    };
  };
}

type ScreenOf<K extends ScreenKind> = Extract<Screen, { kind: K }>;

export class CoreFixture {
  readonly bridge: LinkBridge;
  cabinet: CabinetProcess;
  readonly directory: string;
  /** Settings of the operator menu that differ from the defaults. */
  operator: Record<string, unknown> = {};
  readonly #glass: Record<string, unknown>;
  #kiosk: Kiosk | null = null;

  private constructor(
    bridge: LinkBridge,
    cabinet: CabinetProcess,
    directory: string,
    glass: Record<string, unknown>,
  ) {
    this.bridge = bridge;
    this.cabinet = cabinet;
    this.directory = directory;
    this.#glass = glass;
  }

  /** Everything but the kiosk itself. @param glass settings of the glass that differ from the defaults. */
  static async start(glass: Record<string, unknown> = {}): Promise<CoreFixture> {
    const directory = mkdtempSync(join(tmpdir(), 'topper-core-'));
    const cabinet = await startCabinetProcess(join(directory, 'cabinet.nvm'));
    return new CoreFixture(await LinkBridge.start(), cabinet, directory, glass);
  }

  get journalFile(): string {
    return join(this.directory, 'journal.sqlite');
  }

  get operatorLogFile(): string {
    return join(this.directory, 'operator-log.jsonl');
  }

  get #boardMemory(): string {
    return join(this.directory, 'cabinet.nvm');
  }

  get settings(): Record<string, unknown> {
    return {
      link: { url: this.bridge.url, asset: LINK_ASSET, secretFile: 'unused' },
      cabinet: { kind: 'virtual', port: this.cabinet.reportsPort },
      glass: this.#glass,
      operator: this.operator,
    };
  }

  /**
   * The core in this process. @param change what the machine is like, where it is not what the settings name. @param
   * sent told of each message to the bridge, as it is sent.
   */
  startKiosk(
    change: (machine: Machine) => Machine = (machine) => machine,
    sent: (text: string) => void = () => undefined,
  ): Kiosk {
    const settings = parseSettings(this.settings);
    const logger = pino({ level: process.env['KIOSK_LOG'] ?? 'silent' });
    const kiosk = createKiosk({
      settings,
      rejectedFile: null,
      brand: NO_BRAND,
      dial: listening(dialBridge(settings.link, { secret: LINK_SECRET, authorities: [] }), sent),
      machine: change(createMachine(settings.cabinet, logger)),
      journal: openJournal(this.journalFile, systemClock),
      audit: new AuditFile(this.operatorLogFile),
      beginNewJournal: () => undefined,
      clock: systemClock,
      random: Math.random,
      logger,
      product: { version: 'test', runtime: 'test' },
    });
    kiosk.start();
    this.#kiosk = kiosk;
    return kiosk;
  }

  /** The core as a process that can be killed. @param diesAt a step at which it kills itself. */
  async spawnKiosk(diesAt: KioskStep | null = null): Promise<Service> {
    return startService('test/support/kiosk/headless-kiosk.ts', [], {
      KIOSK_DIES_AT: diesAt ?? '',
      KIOSK_SETTINGS: JSON.stringify(this.settings),
      KIOSK_SECRET: LINK_SECRET,
      KIOSK_JOURNAL: this.journalFile,
    });
  }

  /** Waits until the glass shows that kind of screen. */
  async screen<K extends ScreenKind>(
    kind: K,
    passes: (screen: ScreenOf<K>) => boolean = () => true,
    withinMs = 20_000,
  ): Promise<ScreenOf<K>> {
    const probe = (): ScreenOf<K> | null => {
      const screen = this.#kiosk?.snapshot().screen;
      return screen?.kind === kind && passes(screen as ScreenOf<K>) ? (screen as ScreenOf<K>) : null;
    };
    const instead = async (): Promise<string> => JSON.stringify(this.#kiosk?.snapshot().screen);
    return waitFor(`the screen ${kind}`, probe, { timeoutMs: withinMs, instead });
  }

  async meters(): Promise<{ credits: number; cashlessIn: number; notesIn: number }> {
    return (await this.cabinet.state()).meters;
  }

  /** A service technician initialises the board's memory, as after a lost one: the same serial, another memory. */
  async loseBoardMemory(): Promise<void> {
    await this.cabinet.service.kill();
    rmSync(this.#boardMemory);
    this.cabinet = await startCabinetProcess(this.#boardMemory, this.cabinet.reportsPort);
  }

  /** What the journal has of the outcome of that transfer; undefined: it does not have the transfer. */
  outcomeInJournal(transferId: string): TransferOutcome | null | undefined {
    const copy = `${this.journalFile}.looked-at`;
    copyJournal(this.journalFile, copy); // a kiosk that runs has locked its own
    const journal = openJournal(copy, systemClock);
    try {
      return journal.find(transferId)?.outcome;
    } finally {
      journal.close();
    }
  }

  /** Keeps a copy of the board's memory as it is now, for {@link setBoardBack}. */
  keepBoardMemory(as = 'kept'): void {
    cpSync(this.#boardMemory, `${this.#boardMemory}.${as}`);
  }

  /** The board gets back the memory that was kept under that name. @param change what has happened to it since. */
  async setBoardBack(
    to = 'kept',
    change: (memory: Record<string, unknown>) => Record<string, unknown> = (memory) => memory,
  ): Promise<void> {
    await this.cabinet.service.kill();
    const memory = JSON.parse(readFileSync(`${this.#boardMemory}.${to}`, 'utf8')) as Record<string, unknown>;
    writeFileSync(this.#boardMemory, JSON.stringify(change(memory)));
    this.cabinet = await startCabinetProcess(this.#boardMemory, this.cabinet.reportsPort);
  }

  /** Another unit takes the place of the board, with a memory of its own. {@link setBoardBack} puts the first one back. */
  async plugInAnother(serial: string): Promise<void> {
    await this.cabinet.service.kill();
    const memory = join(this.directory, `${serial}.nvm`);
    this.cabinet = await startCabinetProcess(memory, this.cabinet.reportsPort, ['--serial', serial]);
  }

  /** Note events in the board's memory that the kiosk has not acknowledged. */
  eventsInTheBoard(): number {
    const memory = JSON.parse(readFileSync(this.#boardMemory, 'utf8')) as { events: unknown[] };
    return memory.events.length;
  }

  async stopKiosk(): Promise<void> {
    await this.#kiosk?.stop();
    this.#kiosk = null;
  }

  async stop(): Promise<void> {
    await this.stopKiosk();
    await this.bridge.stop();
    await this.cabinet.service.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
