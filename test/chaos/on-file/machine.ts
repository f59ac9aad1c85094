/** A machine whose kiosk dials again whenever its link ends, and whose cabinet remembers what became of every order. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Money } from '../../../protocol/money.ts';
import type { TransferOutcome } from '../../../protocol/transfer.ts';
import { TestCabinet } from '../../support/bridge/test-cabinet.ts';
import { TestKiosk } from '../../support/bridge/test-kiosk.ts';
import { waitFor } from '../../support/wait.ts';

const DIAL_AGAIN_MS = 50;

/** How the cabinet takes what it is told to add. */
export type Mood = 'takes all' | 'takes a part' | 'takes nothing';

class MoodyCabinet extends TestCabinet {
  mood: Mood = 'takes all';

  protected override takes(amount: Money): TransferOutcome {
    if (this.mood === 'takes nothing') return { outcome: 'refused', reason: 'CANCELLED' };
    const minor = this.mood === 'takes a part' ? Math.ceil(amount.minor / 2) : amount.minor;
    return { outcome: 'credited', amount: { ...amount, minor } };
  }
}

export class Machine {
  readonly asset: string;
  readonly cabinet = new MoodyCabinet();
  readonly #secret: string;
  readonly #urls: () => readonly string[];
  #kiosk: TestKiosk | null = null;
  #isStopped = false;
  #turn = 0;

  /** @param urls of the bridges that there are now. */
  constructor(asset: string, secret: string, urls: () => readonly string[]) {
    this.asset = asset;
    this.#secret = secret;
    this.#urls = urls;
    void this.#stayLinked();
  }

  async linked(): Promise<void> {
    await waitFor(`${this.asset} to be linked`, () => this.#kiosk !== null);
  }

  unplug(): void {
    this.#kiosk?.drop();
  }

  stop(): void {
    this.#isStopped = true;
    this.unplug();
  }

  async #stayLinked(): Promise<void> {
    while (!this.#isStopped) {
      const urls = this.#urls();
      const url = urls[this.#turn++ % urls.length];
      if (url !== undefined) await this.#link(url).catch(() => undefined);
      this.#kiosk = null;
      await pause(DIAL_AGAIN_MS);
    }
  }

  /** Until it ends. */
  async #link(url: string): Promise<void> {
    const kiosk = await TestKiosk.connect(url, this.asset, this.#secret);
    this.#kiosk = kiosk.playAgainst(this.cabinet);
    if (this.#isStopped) kiosk.drop();
    await kiosk.closeCode(3_600_000);
  }
}
