/** The technician codes of what a cabinet tells about itself, as they are on its glass and in docs/operations.md. */
import type {
  AcceptorState,
  CabinetFault,
  CabinetStatus,
  NotPlayableCondition,
} from '../../../protocol/cabinet.ts';

const FAULTS: Readonly<Record<CabinetFault, string>> = {
  ABSENT: 'C1',
  CANNOT_OPEN: 'C2',
  TWO_BOARDS: 'C3',
  WRONG_BOARD: 'C4',
  PROTOCOL_VERSION: 'C5',
  BAD_FRAMES: 'C6',
  SILENT: 'C7',
  MEMORY_LOST: 'C8',
};
const CONDITIONS: Readonly<Record<NotPlayableCondition, string>> = {
  DOOR_OPEN: 'M1',
  TILT: 'M2',
  CASHING_OUT: 'M3',
  OUT_OF_ORDER: 'M4',
};
export const DISABLED_CODE = 'M5';
/** There are questions about the machine. */
export const CLOSED_CODE = 'P4';
const ACCEPTOR: Readonly<Partial<Record<AcceptorState, string>>> = {
  JAMMED: 'N1',
  CASHBOX_OUT: 'N2',
  FAULT: 'N3',
};

/** All that hold, the most lasting first. */
export function technicianCodesOf(cabinet: CabinetStatus, enabled: boolean): readonly string[] {
  const disabled = enabled ? [] : [DISABLED_CODE];
  switch (cabinet.connection) {
    case 'connecting':
      return disabled;
    case 'fault':
      return [FAULTS[cabinet.fault], ...disabled];
    case 'ready': {
      const acceptor = ACCEPTOR[cabinet.acceptor];
      const conditions = cabinet.conditions.map((condition) => CONDITIONS[condition]);
      return [...conditions, ...(acceptor === undefined ? [] : [acceptor]), ...disabled];
    }
  }
}

/** Every code that may be shown, with the cause that the cabinet or the operator names. */
export const SHOWN_CODES: readonly string[] = [
  ...Object.values(FAULTS),
  ...Object.values(CONDITIONS),
  DISABLED_CODE,
  CLOSED_CODE,
  ...Object.values(ACCEPTOR),
];
