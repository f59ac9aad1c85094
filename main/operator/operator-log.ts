import type { Logger } from 'pino';
import type { MachineClock } from '../../hardware/clock.ts';
import { AuditError, type AuditEntry, type AuditEvent, type OperatorAudit } from './audit.ts';
import { lockoutAt, type Lockout } from './lockout.ts';

export interface OperatorLogPorts {
  audit: OperatorAudit;
  lockedForMs: number;
  clock: MachineClock;
  logger: Logger;
  /** Something could not be written down. */
  onFailure: (problem: string) => void;
}

/** Writes down what is done at the menu, and knows what follows from it: the lock, and the state of service. */
export class OperatorLog {
  readonly startedAt: number;
  readonly #ports: OperatorLogPorts;

  constructor(ports: OperatorLogPorts) {
    this.#ports = ports;
    this.startedAt = ports.clock.wallNow();
  }

  /** @returns whether it is durable. */
  write(event: AuditEvent, operator: string | null, detail: string): boolean {
    const { audit, clock, logger, onFailure } = this.#ports;
    logger.info({ event: `operator.${event}`, operator, detail });
    try {
      audit.append({ at: clock.wallNow(), event, operator, detail });
      return true;
    } catch (error) {
      if (!(error instanceof AuditError)) throw error;
      logger.error({ event: 'operator.unlogged', err: error }, 'the operator menu is shut');
      onFailure(error.message);
      return false;
    }
  }

  /** Oldest first; none where the log cannot be read: then it cannot be written either, and the menu is shut. */
  entries(): readonly AuditEntry[] {
    try {
      return this.#ports.audit.entries();
    } catch (error) {
      if (error instanceof AuditError) return [];
      throw error;
    }
  }

  get lockout(): Lockout {
    const { lockedForMs, clock } = this.#ports;
    return lockoutAt(this.entries(), lockedForMs, { now: clock.wallNow(), startedAt: this.startedAt });
  }

  get outOfService(): boolean {
    const last = this.entries().findLast(({ event }) => event === 'outOfService' || event === 'inService');
    return last?.event === 'outOfService';
  }
}
