/**
 * The firmware's working copy of its memory; what it changes is in the chip before anything follows from it
 * [durable-first].
 */
import type { BoardMemory, MemoryChip } from './memory.ts';

export class MemoryStore {
  readonly #chip: MemoryChip;
  #memory: BoardMemory;

  /** Reads the chip, and initialises it with `fresh` when it holds nothing. */
  constructor(chip: MemoryChip, fresh: () => BoardMemory) {
    this.#chip = chip;
    const found = chip.read();
    this.#memory = found ?? fresh();
    if (found === undefined) chip.write(this.#memory);
  }

  get current(): Readonly<BoardMemory> {
    return this.#memory;
  }

  /** All of the change or none of it. */
  change(change: Partial<BoardMemory>): void {
    const memory = { ...this.#memory, ...change };
    this.#chip.write(memory);
    this.#memory = memory;
  }
}
