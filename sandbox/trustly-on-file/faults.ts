/** How this part behaves at the moment; set through the control port, forgotten at the end of the program. */
import type { OnFileFaults } from './control.ts';

const DAY_MS = 86_400_000;

export const USUAL_FAULTS: OnFileFaults = {
  api: 'ok',
  slowMs: 5_000,
  refusedWith: 100,
  captures: 'guaranteed',
  declinesBy: 'event',
  captureEnds: null,
  depositEnds: null,
  refundEnds: null,
  heldAt: null,
  stepMs: 1_000,
  payoutBatchMs: 0,
  splitTokenLifetimeMs: 90 * DAY_MS,
  missingSplitToken: 'fails',
  deposits: 'legacy',
  events: 'ok',
  lateMs: DAY_MS,
  redirectSignature: 'url',
};

export class OnFileFaultSwitch {
  #faults = USUAL_FAULTS;

  get faults(): OnFileFaults {
    return this.#faults;
  }

  set(faults: OnFileFaults): void {
    this.#faults = faults;
  }
}
