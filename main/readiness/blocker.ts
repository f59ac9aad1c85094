import type { CabinetStatus, NotPlayableCondition } from '../../protocol/cabinet.ts';
import type { CodeTrouble } from '../code/retry.ts';
import type { LinkState } from '../link/link-state.ts';
import type { Agreement } from '../transfer/memory-agreement.ts';
import { technicianCodes, type TechnicianCode } from './technician-codes.ts';

/** What has to be well before a scan can lead to a credit. */
export interface ReadinessFacts {
  link: LinkState;
  /** Whether the CMS has enabled the machine; true until it says otherwise. */
  machineEnabled: boolean;
  cabinet: CabinetStatus;
  journalSound: boolean;
  /** Whether ledger, journal and board agree, as the bridge compared them on this link. */
  agreement: Agreement;
  /** Why the last request for a code failed. */
  codeTrouble: CodeTrouble | null;
}

interface Facts extends Omit<ReadinessFacts, 'codeTrouble'> {
  /** Somebody is at the operator menu, or an operator has taken the machine out of service. */
  attended: boolean;
}

/** The condition that usually lasts longest comes first. */
const conditionsByWeight: NotPlayableCondition[] = ['OUT_OF_ORDER', 'TILT', 'DOOR_OPEN', 'CASHING_OUT'];

/**
 * Why a scan could not lead to a credit now [live-codes-only]; null where it could. What a technician must cure at the
 * machine comes before what ends by itself.
 */
export function blocker(facts: Facts): TechnicianCode | null {
  if (facts.attended) return technicianCodes['kiosk.OUT_OF_SERVICE'];
  if (!facts.journalSound) return technicianCodes['journal.DAMAGED'];
  return cabinetBlocker(facts) ?? linkBlocker(facts);
}

function cabinetBlocker({ cabinet }: Facts): TechnicianCode | null {
  if (cabinet.connection === 'connecting') return technicianCodes['kiosk.STARTING'];
  if (cabinet.connection === 'fault') return technicianCodes[`cabinet.${cabinet.fault}`];
  const condition = conditionsByWeight.find((candidate) => cabinet.conditions.includes(candidate));
  if (condition !== undefined) return technicianCodes[`machine.${condition}`];
  switch (cabinet.acceptor) {
    case 'JAMMED':
    case 'CASHBOX_OUT':
    case 'FAULT':
      return technicianCodes[`acceptor.${cabinet.acceptor}`];
    case 'DISABLED':
    case 'IDLE':
    case 'BUSY':
    case 'CASHBOX_FULL': // takes no notes, which is not told to the public; the code works
      return null;
  }
}

function linkBlocker({ link, machineEnabled, cabinet, agreement }: Facts): TechnicianCode | null {
  if (link.link === 'connecting') return technicianCodes['kiosk.STARTING'];
  if (link.link === 'down') return technicianCodes[`link.${link.loss}`];
  if (!machineEnabled) return technicianCodes['machine.DISABLED'];
  if (cabinet.connection === 'ready' && cabinet.currency !== link.welcome.currency) {
    return technicianCodes['machine.CURRENCY'];
  }
  if (agreement === 'closed') return technicianCodes['transfer.MEMORIES_DIFFER'];
  return agreement === 'pending' ? technicianCodes['kiosk.STARTING'] : null;
}

/** What the glass says while no code comes; null where it is only a matter of a moment. */
export function codeBlocker(trouble: CodeTrouble): TechnicianCode | null {
  switch (trouble) {
    case 'CODE_SOURCE_UNREACHABLE':
      return technicianCodes['code.UNREACHABLE'];
    case 'CODE_SOURCE_TIMED_OUT':
      return technicianCodes['code.TIMED_OUT'];
    case 'CODE_SOURCE_FAILED':
      return technicianCodes['code.FAILED'];
    case 'CODE_SOURCE_RATE_LIMITED':
      return technicianCodes['code.RATE_LIMITED'];
    case 'NO_ANSWER':
      return technicianCodes['code.NO_ANSWER'];
    case 'CODE_SOURCE_ANSWER_INVALID':
      return technicianCodes['code.ANSWER_INVALID'];
    case 'CODE_SOURCE_REFUSED_REQUEST':
      return technicianCodes['code.REFUSED_REQUEST'];
    case 'CODE_SOURCE_REFUSED_CREDENTIALS':
      return technicianCodes['code.REFUSED_CREDENTIALS'];
    case 'CODE_SOURCE_REFUSED_MERCHANT':
      return technicianCodes['code.REFUSED_MERCHANT'];
    case 'CODE_SOURCE_NOT_FOUND':
      return technicianCodes['code.NOT_FOUND'];
    case 'CODE_SOURCE_REDIRECTED':
      return technicianCodes['code.REDIRECTED'];
    case 'MACHINE_DISABLED':
      return technicianCodes['machine.DISABLED'];
    case 'BUSY':
      return null;
  }
}
