import type { OperatorMood } from '../../../preload/operator.ts';
import type { CabinetStatus } from '../../../protocol/cabinet.ts';
import { technicianCodes, type TechnicianCode } from '../../readiness/technician-codes.ts';
import type { JournalError } from '../../journal/journal.ts';
import type { LinkState } from '../../link/link-state.ts';

type State = [value: string, mood: OperatorMood];

export function cabinetState(status: CabinetStatus): State {
  switch (status.connection) {
    case 'connecting':
      return ['Looking for the board', 'care'];
    case 'fault':
      return [withCode(technicianCodes[`cabinet.${status.fault}`]), 'care'];
    case 'ready': {
      const conditions = status.conditions.map((condition) => technicianCodes[`machine.${condition}`]);
      if (conditions.length === 0) return ['Ready, playable', 'good'];
      return [conditions.map(withCode).join(' '), 'care'];
    }
  }
}

export function linkState(link: LinkState): State {
  switch (link.link) {
    case 'connecting':
      return ['Connecting', 'care'];
    case 'up':
      return ['Up', 'good'];
    case 'down':
      return [withCode(technicianCodes[`link.${link.loss}`]), 'care'];
  }
}

export function journalState(problem: JournalError | null): State {
  return problem === null
    ? ['Sound', 'good']
    : [`${technicianCodes['journal.DAMAGED'].code}: ${problem.code}. Nothing is credited.`, 'care'];
}

function withCode({ code, cause }: TechnicianCode): string {
  return `${code}: ${cause}`;
}
