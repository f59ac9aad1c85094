/** The programs of the demo: started in their order, stopped in the opposite one, and begun anew from nothing. */
import { rm } from 'node:fs/promises';
import type { KioskCommand } from '../tools/launch.ts';
import type { Screencast } from './desk/screencast.ts';
import type { Floor } from './floor.ts';
import { keepRunning, type Supervision } from './supervision.ts';
import { writeSecretFile, type Installation } from './installation.ts';
import { bridgePlan, cabinetPlan, kioskPlan, sandboxPlan, type KioskNeeds, type Ports } from './plans.ts';
import { postgresPid } from './postgres-pid.ts';
import type { Program } from './program.ts';
import type { Rail } from './rail.ts';
import { saysDebugger, saysListening } from './ready.ts';
import type { Supervisor } from './supervisor.ts';
import { Teardown } from './teardown.ts';

/** The first start of the embedded PostgreSQL initialises a database cluster. */
const SERVICE_READY_MS = 60_000;
const KIOSK_READY_MS = 60_000;

export interface ProgramsParts {
  supervision: Omit<Supervision, 'teardown'>;
  installation: Installation;
  ports: Ports;
  /** Where phones find what a code opens. */
  phonesUrl: string;
  /** Whose code is on the glass first. */
  rail: Rail;
  /** The folder of a brand; null: our own look. */
  brand: string | null;
  floor: Floor;
  screencast: Screencast;
  kiosk: Omit<KioskNeeds, 'secretFile' | 'brand'>;
  kioskCommand: (args: string[]) => KioskCommand;
}

export class Programs {
  readonly #parts: ProgramsParts;
  #running = new Teardown();
  #kiosk: Supervisor | null = null;
  #bridge: Supervisor | null = null;
  #rail: Rail;
  #resetting: Promise<void> | null = null;

  constructor(parts: ProgramsParts) {
    this.#parts = parts;
    this.#rail = parts.rail;
  }

  /** Resolves when all of them can be used. @throws {SetupError} with what became of the one that cannot. */
  async start(): Promise<void> {
    const { installation, ports, phonesUrl, brand, floor, screencast, kiosk, kioskCommand } = this.#parts;
    const supervision = { ...this.#parts.supervision, teardown: this.#running };
    const listening = async (program: Program): Promise<unknown> =>
      program.line(saysListening, SERVICE_READY_MS);

    supervision.say('Starting the sandbox, the bridge and the virtual cabinet ...');
    const bridge = () => bridgePlan(installation, ports, { rail: this.#rail, phonesUrl, brand });
    [this.#bridge] = await Promise.all([
      keepRunning(supervision, 'bridge', bridge, async (program) => {
        await listening(program);
        program.adopt(await postgresPid(installation.path('bridge')));
      }),
      keepRunning(supervision, 'sandbox', () => sandboxPlan(installation, ports, phonesUrl), listening),
      keepRunning(supervision, 'cabinet', () => cabinetPlan(installation, ports), listening),
    ]);

    const secretFile = this.#secretFile();
    await writeSecretFile(secretFile, (await floor.enrol(kiosk.asset)).secret);
    supervision.say('Starting the kiosk ...');
    const plan = await kioskPlan(installation, ports, { ...kiosk, secretFile, brand }, kioskCommand);
    this.#kiosk = await keepRunning(
      supervision,
      'kiosk',
      () => plan,
      async (program) => {
        screencast.watch(await program.line(saysDebugger, KIOSK_READY_MS));
      },
    );
  }

  /** SIGKILL to the kiosk; it is started again. */
  async killKiosk(): Promise<void> {
    await this.#kiosk?.kill();
  }

  /** The bridge ends and begins again with the rails in another order, as a casino's does when its setting is changed. */
  async changeRail(rail: Rail): Promise<void> {
    if (rail === this.#rail) return;
    this.#rail = rail;
    await this.#bridge?.restart();
  }

  /**
   * Stops all of them, forgets what they remember, every payment, limit, meter and journal together, and starts them
   * again. What the installation itself keeps, its secrets and its certificate, stays. One at a time: a second call
   * waits for the first. @throws as {@link start}; then it can be tried again.
   */
  async reset(): Promise<void> {
    this.#resetting ??= this.#beginAnew().finally(() => {
      this.#resetting = null;
    });
    await this.#resetting;
  }

  /** @throws {AggregateError} with what could not be stopped. */
  async stop(): Promise<void> {
    await this.#resetting?.catch(() => undefined); // whoever asked for it was told
    await this.#stopRunning();
  }

  async #beginAnew(): Promise<void> {
    const { supervision, installation } = this.#parts;
    supervision.say('Resetting the demo ...');
    await this.#stopRunning();
    const starting = { state: 'starting' } as const;
    supervision.situation.update({
      programs: { kiosk: starting, bridge: starting, sandbox: starting, cabinet: starting },
      startedAt: Date.now(),
    });
    const kept = ['sandbox', 'bridge', 'kiosk', 'cabinet.memory'].map((name) => installation.path(name));
    for (const file of [...kept, this.#secretFile()]) await rm(file, { recursive: true, force: true });
    await this.start();
  }

  async #stopRunning(): Promise<void> {
    const running = this.#running;
    this.#running = new Teardown();
    this.#kiosk = null;
    this.#bridge = null;
    const failures = await running.run();
    if (failures.length === 0) return;
    const names = failures.map(({ what }) => what).join(', ');
    throw new AggregateError(
      failures.map(({ error }) => error),
      `${names} did not end`,
    );
  }

  #secretFile(): string {
    return this.#parts.installation.path(`${this.#parts.kiosk.asset}.secret`);
  }
}
