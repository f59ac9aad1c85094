import type { Logger } from 'pino';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Clock } from '../clock/clock.ts';
import {
  initialCodeState,
  stepCode,
  wakeAt,
  type CodeEvent,
  type CodePolicy,
  type CodeState,
} from './life.ts';

export interface CodeKeeperPorts {
  policy: CodePolicy;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  random: () => number;
  logger: Logger;
  /** The code or its trouble may be another one now. */
  onChange: () => void;
}

/** Runs the life of the code: gives the machine its clock and its events, and sends what it asks for. */
export class CodeKeeper {
  #state: CodeState = initialCodeState;
  #cancelTimer: () => void = () => undefined;
  readonly #ports: CodeKeeperPorts;

  constructor(ports: CodeKeeperPorts) {
    this.#ports = ports;
  }

  get state(): CodeState {
    return this.#state;
  }

  handle(event: CodeEvent): void {
    const { policy, send, clock, random, logger, onChange } = this.#ports;
    const before = this.#state;
    const step = stepCode(before, event, { now: clock.now(), random: random() }, policy);
    this.#state = step.state;
    for (const effect of step.effects) {
      logger.debug({ event: 'code.request', requestId: effect.requestId, purpose: effect.purpose });
      send({ type: 'code.request', requestId: effect.requestId, purpose: effect.purpose });
    }
    this.#sleep();
    if (step.state !== before) onChange();
  }

  stop(): void {
    this.#cancelTimer();
  }

  #sleep(): void {
    this.#cancelTimer();
    const { clock, policy } = this.#ports;
    const at = wakeAt(this.#state, policy);
    if (at === null) return;
    this.#cancelTimer = clock.after(at - clock.now(), () => this.handle({ type: 'tick' }));
  }
}
