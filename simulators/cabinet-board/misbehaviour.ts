/** The misbehaviours that the control port knows by name. */
import { encodeMessage } from '../../hardware/drivers/cabinet-board/codec.ts';
import { REPORT_BYTES } from '../../hardware/drivers/cabinet-board/frame.ts';
import type { Clock } from '../../hardware/clock.ts';
import type { Behaviour } from './behaviour.ts';
import {
  babbling,
  badChecksum,
  deaf,
  otherMagic,
  otherTransfer,
  protocolVersion,
  silent,
  wrongLength,
  wrongSequence,
} from './behaviours.ts';
import type { Misbehaviour } from './control.ts';

export const BABBLE_EVERY_MS = 2;

export function misbehaviour(name: Misbehaviour, clock: Clock): Behaviour {
  switch (name) {
    case 'BAD_CHECKSUM':
      return badChecksum();
    case 'SHORT_REPORTS':
      return wrongLength(REPORT_BYTES - 1);
    case 'LONG_REPORTS':
      return wrongLength(REPORT_BYTES + 1);
    case 'WRONG_SEQUENCE':
      return wrongSequence();
    case 'SILENT':
      return silent();
    case 'DEAF':
      return deaf();
    case 'BABBLING':
      return babbling(escrowOfNothing, BABBLE_EVERY_MS, clock);
    case 'OLD_PROTOCOL':
      return protocolVersion(0);
    case 'NO_BOARD_OF_OURS':
      return otherMagic('LAMP');
    case 'OTHER_TRANSFER':
      return otherTransfer('999999-9999999999');
  }
}

/** Well formed and pointless: a note in escrow that nobody has inserted. */
function escrowOfNothing(): Uint8Array {
  const body = { escrowId: 0xffffffff, value: 100 };
  return encodeMessage({ kind: 'notice', name: 'NOTE_IN_ESCROW', sequence: 0, body });
}
