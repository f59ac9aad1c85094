/** Brings the glass back after each failure, one step at a time, or gives up so that another process does. */
import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import { nextStep, RECOVERY, type RecoveryStep } from './recovery-policy.ts';

export interface RecoveryPorts {
  clock: Clock;
  logger: Logger;
  reload: () => void;
  reopen: () => void;
  /** Called when nothing that we can do brings the glass back. */
  giveUp: () => void;
}

export class Recovery {
  readonly #ports: RecoveryPorts;
  #failures: number[] = [];
  #callOff: (() => void) | null = null;

  constructor(ports: RecoveryPorts) {
    this.#ports = ports;
  }

  /**
   * A crash ends the page's load too, and that is one failure. Counted twice, the second step would break off the load of the
   * first, and so on.
   * @param windowIsGone only a new window helps.
   */
  failed(what: string, { windowIsGone, error }: { windowIsGone: boolean; error?: unknown }): void {
    if (this.#callOff !== null) return;
    const { clock, logger, giveUp } = this.#ports;
    this.#failures = [...this.#failures, clock.now()].slice(-RECOVERY.reloads - RECOVERY.recreations - 1);
    const step = stepAfter(this.#failures, windowIsGone);
    logger.error({ event: 'renderer.failed', err: error, step }, what);
    if (step.kind === 'exit') {
      giveUp();
      return;
    }
    this.#callOff = clock.after(step.delayMs, () => {
      this.#callOff = null;
      if (step.kind === 'reload') this.#ports.reload();
      else this.#ports.reopen();
    });
  }

  stop(): void {
    this.#callOff?.();
    this.#callOff = () => undefined; // nothing fails any more
  }
}

function stepAfter(failures: readonly number[], windowIsGone: boolean): RecoveryStep {
  const step = nextStep(failures);
  return windowIsGone && step.kind === 'reload' ? { ...step, kind: 'recreate' } : step;
}
