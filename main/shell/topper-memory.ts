/**
 * Remembers over restarts that this machine has a topper: started while that is unplugged, the glass must wait for it
 * and not take a machine's only display for its own. Removing the file makes the kiosk forget.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export class TopperMemory {
  readonly #file: string;
  #seen: boolean;

  constructor(directory: string) {
    this.#file = path.join(directory, 'has-topper');
    this.#seen = existsSync(this.#file);
  }

  get seen(): boolean {
    return this.#seen;
  }

  remember(): void {
    if (this.#seen) return;
    this.#seen = true;
    writeFileSync(this.#file, '');
  }
}
