import type { GlassSnapshot, Screen, ScreenKind } from '../../preload/contract.ts';
import type { Texts } from '../texts/texts.ts';

/** What a screen is given: its own part of the snapshot, the rest of it, and the player's language. */
export interface ScreenProps<K extends ScreenKind> {
  screen: Extract<Screen, { kind: K }>;
  snapshot: GlassSnapshot;
  texts: Texts;
}
