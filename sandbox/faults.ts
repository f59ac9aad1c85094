/** What is wrong with "Trustly" at the moment; set through the control port. */
import type { SandboxFaults } from './control.ts';

export const DEFAULT_CODE_LIFETIME_MS = 60_000;

export class FaultSwitch {
  #faults: SandboxFaults = {
    qrApi: 'ok',
    slowMs: 5_000,
    codeLifetimeMs: DEFAULT_CODE_LIFETIME_MS,
    expiryForm: 'noZone',
    clockAheadMs: 0,
  };

  get faults(): SandboxFaults {
    return this.#faults;
  }

  set(faults: SandboxFaults): void {
    this.#faults = faults;
  }
}
