/** How this part behaves at the moment; set through the control port, forgotten at the end of the program. */
import type { EuropeFaults } from './control.ts';

export const USUAL_FAULTS: EuropeFaults = {
  api: 'ok',
  slowMs: 5_000,
  refusedWith: 620,
  signedWith: 'SHA1',
  accountNotifications: true,
  creditMs: 1_000,
  deposits: 'settle',
  payouts: 'confirmed',
  payoutMs: 1_000,
  payoutFailedNotifications: false,
  confirmationAmounts: 'decimals',
  notifications: 'ok',
  lateMs: 86_400_000,
};

export class EuropeFaultSwitch {
  #faults = USUAL_FAULTS;

  get faults(): EuropeFaults {
    return this.#faults;
  }

  set(faults: EuropeFaults): void {
    this.#faults = faults;
  }
}
