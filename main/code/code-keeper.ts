import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { isCodeUrl } from '../../protocol/code-url.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Clock } from '../../hardware/clock.ts';
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
}

interface CodeKeeperEvents {
  /** {@link CodeKeeper.state} changed. */
  changed: [];
}

/** Runs the life of the code: gives the machine its clock and its events, and sends what it asks for. */
export class CodeKeeper extends EventEmitter<CodeKeeperEvents> {
  #state: CodeState = initialCodeState;
  #cancelTimer: () => void = () => undefined;
  readonly #ports: CodeKeeperPorts;

  constructor(ports: CodeKeeperPorts) {
    super();
    this.#ports = ports;
  }

  get state(): CodeState {
    return this.#state;
  }

  handle(told: CodeEvent): void {
    const { policy, send, clock, random, logger } = this.#ports;
    const event = withoutBadUrl(told);
    if (event !== told) logger.error({ event: 'code.url-refused' });
    const before = this.#state;
    const step = stepCode(before, event, { now: clock.now(), random: random() }, policy);
    this.#state = step.state;
    for (const effect of step.effects) {
      logger.debug({ event: 'code.request', requestId: effect.requestId, purpose: effect.purpose });
      send({ type: 'code.request', requestId: effect.requestId, purpose: effect.purpose });
    }
    this.#sleep();
    if (step.state !== before) this.emit('changed');
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

/** The same wait as after an unusable answer of the code source. */
const REFUSED_RETRY_MS = 10_000;

/** The bridge has checked the url. It is checked here too, because the glass shows it. */
function withoutBadUrl(event: CodeEvent): CodeEvent {
  if (event.type !== 'issued' || isCodeUrl(event.url)) return event;
  const { requestId } = event;
  return { type: 'failed', requestId, reason: 'CODE_SOURCE_ANSWER_INVALID', retryAfterMs: REFUSED_RETRY_MS };
}
