/** All simulated kiosks of a property, which live in a process of their own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { KioskOrder, KioskReport } from './kiosks-process.ts';
import type { KioskToLink } from './simulated-kiosk.ts';

export class SimulatedKiosks {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#ended = once(process, 'exit').then(([code]) => {
      throw new Error(`the simulated kiosks ended with ${String(code)}`);
    });
    this.#ended.catch(() => undefined); // whoever waits for a report is told
  }

  static async link(kiosks: readonly KioskToLink[], secret: string): Promise<SimulatedKiosks> {
    const simulated = new SimulatedKiosks(fork(new URL('kiosks-process.ts', import.meta.url)));
    await simulated.obey({ do: 'link', kiosks, secret });
    return simulated;
  }

  /** Resolves when all have done it. */
  async obey(order: KioskOrder): Promise<KioskReport> {
    const reported = once(this.#process, 'message');
    this.#process.send(order);
    const [report] = (await Promise.race([reported, this.#ended])) as [KioskReport];
    return report;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
