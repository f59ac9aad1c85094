/** Who sends a message. Fails closed: whoever we cannot identify is not the glass [checked-at-the-door]. */
import type { WebContents, WebFrameMain } from 'electron';
import { GLASS_ORIGIN } from './glass-page.ts';

/** What is known about a sender at the door. */
export interface Sender {
  sender: WebContents;
  /** Null where the frame is gone, or was navigated away. */
  senderFrame: WebFrameMain | null;
}

/** @param glass the one web contents that is listened to, if there is one now. */
export function isGlass({ sender, senderFrame }: Sender, glass: WebContents | null): boolean {
  return (
    glass !== null &&
    sender === glass &&
    senderFrame !== null &&
    senderFrame === glass.mainFrame &&
    senderFrame.origin === GLASS_ORIGIN
  );
}
