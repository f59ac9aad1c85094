import type { GlassSnapshot, UnavailableReason } from '../../preload/contract.ts';
import type { CashReason, Texts } from './texts.ts';

/** What the player can do about it; cash only while the machine takes some. */
export function bodyOf(reason: UnavailableReason, { acceptedNotes }: GlassSnapshot, texts: Texts): string {
  const takesCash = acceptedNotes.length > 0;
  return takesCash || !isCashReason(reason, texts)
    ? texts.unavailable[reason].body
    : texts.withoutCash[reason];
}

function isCashReason(reason: UnavailableReason, texts: Texts): reason is CashReason {
  return reason in texts.withoutCash;
}
