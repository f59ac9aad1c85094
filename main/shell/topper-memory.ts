/**
 * Remembers over restarts that this machine has a topper: when the kiosk starts while the topper is unplugged, the
 * glass must wait for it and not cover the machine's only display. Removing the file makes the kiosk forget.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';

export class TopperMemory {
  readonly #file: string;
  readonly #logger: Logger;
  #seen: boolean;

  constructor(directory: string, logger: Logger) {
    this.#logger = logger;
    this.#file = path.join(directory, 'has-topper');
    this.#seen = existsSync(this.#file);
  }

  get seen(): boolean {
    return this.#seen;
  }

  remember(): void {
    if (this.#seen) return;
    this.#seen = true;
    try {
      writeFileSync(this.#file, '');
    } catch (error) {
      this.#logger.warn({ err: error }, 'the topper is remembered until the next start only');
    }
  }
}
