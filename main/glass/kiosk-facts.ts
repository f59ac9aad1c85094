import type { Screen } from '../../preload/contract.ts';
import type { OperatorMenu } from '../../preload/operator.ts';
import type { Money } from '../../protocol/money.ts';
import type { ReadinessFacts } from '../readiness/blocker.ts';
import type { WaitedFor } from '../transfer/open-transfers.ts';

/** Everything that decides what is on the glass at one instant. */
export interface KioskFacts extends ReadinessFacts {
  /** Somebody is at the operator menu, or an operator has taken the machine out of service. */
  attended: boolean;
  /** The operator menu that is on the glass; null: none is. */
  operator: OperatorMenu | null;
  /** The code whose life has not ended, with what is left of it. */
  code: { url: string; lifetimeMs: number; remainingMs: number } | null;
  /** Why a phone could not read the current code on the glass; null: it can. */
  unscannable: 'NOT_SCANNABLE' | 'MISREAD' | null;
  /** A credit that is being carried out. */
  adding: Money | null;
  /** A credit whose end is not known. */
  open: WaitedFor | null;
  /** A screen that is shown for some seconds. */
  notice: Screen | null;
  /** With `start: touch`, nobody has touched the glass lately. */
  inviting: boolean;
}
