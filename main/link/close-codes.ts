import { EgmLinkClose } from '../../protocol/egm-link.ts';
import type { LinkLoss } from './link-state.ts';

/** Close codes of RFC 6455 by which one side says that it cannot read what the other one sent. */
const UNREADABLE = { PROTOCOL: 1002, KIND_OF_DATA: 1003, NOT_UTF8: 1007, TOO_LARGE: 1009 } as const;

const losses = new Map<number, LinkLoss>([
  ...Object.values(UNREADABLE).map((code): [number, LinkLoss] => [code, 'PROTOCOL']),
  [EgmLinkClose.PROTOCOL_ERROR, 'PROTOCOL'],
  [EgmLinkClose.CREDENTIALS_ENDED, 'REFUSED'],
  [EgmLinkClose.REPLACED, 'REPLACED'],
]);

/**
 * Why a link that was closed with this code was lost; it decides how soon the link is tried again, and what the glass
 * shows.
 */
export function lossOfClose(code: number): LinkLoss {
  return losses.get(code) ?? 'CLOSED';
}

/** Whether this error of an open socket is a frame that cannot be read: `ws` closes it with one of those codes. */
export function isUnreadable(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('WS_ERR_');
}
