/**
 * Keeps a kiosk on the glass, or what is wrong with it: reads the settings until they can be used, starts a kiosk on
 * them, and starts it anew when a disk that was full takes its journal again. Nothing here ends the process, which
 * would leave the glass dark.
 */
import type { Logger } from 'pino';
import { toWholeSecond, type Clock } from '../hardware/clock.ts';
import type { CurrentKiosk } from './glass/current-kiosk.ts';
import { stillOnGlass } from './glass/still-on-glass.ts';
import { technicianCodes } from './readiness/technician-codes.ts';
import type { Journal } from './journal/journal.ts';
import type { Kiosk } from './kiosk-ports.ts';
import type { SettingsError } from './settings/settings-error.ts';
import type { Settings } from './settings/settings.ts';
import type { SettingsFiles, UsableSettings } from './settings/settings-files.ts';

/** How often the settings and the disk are looked at, which a technician may have corrected. */
const LOOK_EVERY_MS = 2_000;
/** A disk that has room and yet takes no journal is tried less and less often. */
const LONGEST_WAIT_MS = 60_000;

export interface KioskKeeperPorts {
  files: SettingsFiles;
  /** Makes a kiosk that is not started yet. It may throw: then the glass shows that error. */
  create: (usable: UsableSettings) => { kiosk: Kiosk; journal: Journal };
  glass: CurrentKiosk;
  /** Whether the disk takes a journal now. */
  hasRoom: () => boolean;
  clock: Clock;
  logger: Logger;
  /** Prints one line for a person who looks at the process itself. */
  say: (line: string) => void;
}

export class KioskKeeper {
  readonly #ports: KioskKeeperPorts;
  /** The settings of the technician's file, until a code was on the glass with them. */
  #untried: Settings | null = null;
  #told: string | null = null;
  #waitMs = LOOK_EVERY_MS;
  #callOff: () => void = () => undefined;
  #stopped = false;

  constructor(ports: KioskKeeperPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { files, create, glass, logger } = this.#ports;
    const reading = files.read();
    if (reading.kind === 'unusable') {
      this.#fault(technicianCodes[`settings.${reading.problem.code}`].code, reading.problem);
      return;
    }
    if (reading.instead !== null) {
      logger.error({ event: 'settings.rejected', err: reading.instead }, 'started on the last good settings');
      this.#ports.say(`${reading.instead.message}; started on the last good settings`);
    }
    try {
      const { kiosk, journal } = create(reading);
      glass.follow(kiosk);
      kiosk.start();
      this.#tellBrand(reading.brand.problem);
      this.#untried = reading.instead === null ? reading.settings : null;
      this.#told = null;
      this.#watch(journal);
    } catch (error) {
      this.#fault(technicianCodes['kiosk.CANNOT_START'].code, error);
    }
  }

  /** A code was read back from the glass: these settings are good in every part. */
  served(): void {
    const { files, logger } = this.#ports;
    const good = this.#untried;
    this.#untried = null;
    if (good === null) return;
    files.keepAsLastGood(good).catch((error: unknown) => {
      this.#untried ??= good; // tried again with the next code
      logger.warn({ event: 'settings.notKept', err: error }, 'the last good settings could not be kept');
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#ports.glass.stop();
  }

  #fault(code: string, error: unknown): void {
    const { glass, clock, logger, say } = this.#ports;
    const problem = error instanceof Error ? error.message : String(error);
    if (problem !== this.#told) {
      this.#told = problem;
      logger.error({ event: 'fault', code, err: error }, problem);
      say(problem);
      glass.follow(stillOnGlass({ kind: 'fault', technicianCode: code, problem }));
    }
    this.#callOff = clock.after(LOOK_EVERY_MS, () => this.start());
  }

  /** The machine works without its brand: only a technician has to know. */
  #tellBrand(problem: SettingsError | null): void {
    if (problem === null) return;
    const { code } = technicianCodes[`settings.${problem.code}`];
    this.#ports.logger.error({ event: 'brand.refused', code, err: problem }, problem.message);
    this.#ports.say(`${problem.message}; the glass is in its own look`);
  }

  /** Its other problems need a person. */
  #watch(journal: Journal): void {
    const { clock, hasRoom } = this.#ports;
    this.#callOff = clock.after(toWholeSecond(clock, this.#waitMs), () => {
      const lacksRoom = journal.problem?.code === 'CANNOT_WRITE';
      if (journal.problem === null) this.#waitMs = LOOK_EVERY_MS;
      if (lacksRoom && hasRoom()) void this.#startAnew();
      else this.#watch(journal);
    });
  }

  async #startAnew(): Promise<void> {
    const { glass, logger } = this.#ports;
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
    logger.warn({ event: 'journal.room' }, 'the disk has room again; the kiosk starts anew on its journal');
    await glass.stop();
    if (!this.#stopped) this.start();
  }
}
