/** What the desk shows, in one place; tells whenever it changed. */
import { EventEmitter } from 'node:events';
import type { DeskSnapshot } from './contract.ts';

export class Situation extends EventEmitter<{ change: [snapshot: DeskSnapshot] }> {
  #snapshot: DeskSnapshot;
  #told: string;

  constructor(snapshot: DeskSnapshot) {
    super();
    this.#snapshot = snapshot;
    this.#told = JSON.stringify(snapshot);
  }

  get snapshot(): DeskSnapshot {
    return this.#snapshot;
  }

  /** Replaces parts of the snapshot; the same values again are no change. */
  update(parts: Partial<DeskSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...parts };
    const text = JSON.stringify(this.#snapshot);
    if (text === this.#told) return;
    this.#told = text;
    this.emit('change', this.#snapshot);
  }
}
