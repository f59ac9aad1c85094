import type { Screen } from '../../preload/contract.ts';
import type { OperatorMenu } from '../../preload/operator.ts';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { CodeTrouble } from '../code/retry.ts';
import type { LinkState } from '../link/link-state.ts';
import type { Agreement } from '../transfer/transfer-desk.ts';

/** Everything that decides what is on the glass at one instant. */
export interface KioskFacts {
  link: LinkState;
  /** By the CMS; true until it says otherwise. */
  machineEnabled: boolean;
  /** Somebody is at the operator menu, or an operator has taken the machine out of service. */
  attended: boolean;
  /** What of the operator menu is on the glass. */
  operator: OperatorMenu | null;
  cabinet: CabinetStatus;
  journalSound: boolean;
  /** Of ledger, journal and board, as the bridge compared them on this link. */
  agreement: Agreement;
  /** The code whose life has not ended, with what is left of it. */
  code: { url: string; lifetimeMs: number; remainingMs: number } | null;
  /** Why the last request for a code failed. */
  codeTrouble: CodeTrouble | null;
  /** The code that is current can not be shown so that it reads. */
  unscannable: 'NOT_SCANNABLE' | 'MISREAD' | null;
  /** A credit that is being carried out. */
  adding: Money | null;
  /** A credit whose end is not known. */
  open: { amount: Money; cause: 'UNKNOWN' | 'OTHER_BOARD' | 'MEMORY_LOST' } | null;
  /** Something that is told for some seconds. */
  notice: Screen | null;
  /** With `start: touch`, nobody has touched the glass lately. */
  inviting: boolean;
}
