import { isDeepStrictEqual } from 'node:util';
import type { GlassSnapshot } from '../../preload/contract.ts';

export type GlassContent = Omit<GlassSnapshot, 'sequence'>;

/** Numbers the snapshots, and pushes one only when it would change what is seen. */
export class Snapshots {
  #sequence = 0;
  #content: GlassContent;
  readonly #listeners = new Set<(snapshot: GlassSnapshot) => void>();

  constructor(content: GlassContent) {
    this.#content = content;
  }

  get sequence(): number {
    return this.#sequence;
  }

  onSnapshot(listener: (snapshot: GlassSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns whether it was pushed. @param redraw push it even where it looks the same. */
  show(content: GlassContent, redraw: boolean): boolean {
    if (!redraw && isDeepStrictEqual(timeless(content), timeless(this.#content))) return false;
    this.#content = content;
    this.#sequence += 1;
    const snapshot = { sequence: this.#sequence, ...content };
    for (const listener of this.#listeners) listener(snapshot);
    return true;
  }
}

/** The time left runs by itself in the renderer; it is no reason for a new snapshot. */
function timeless(content: GlassContent): GlassContent {
  if (content.screen.kind !== 'code') return content;
  return { ...content, screen: { ...content.screen, remainingMs: 0 } };
}
