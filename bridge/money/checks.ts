/** Whether a funding may be ordered, decided before the limit: pure, in the order of the Funding API document. */
import type { NotPlayableCondition } from '../../protocol/cabinet.ts';
import type { DeclineReason } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { MachineOnFloor } from '../ledger/machines.ts';
import type { FundingErrorCode } from '../ledger/funding-error-code.ts';

export interface FundingRules {
  readonly merchantId: string;
  readonly currency: string;
  readonly minAmount: Money;
  readonly maxAmount: Money;
}

export interface Decline {
  readonly code: FundingErrorCode;
  readonly message: string;
}

/** @returns null when only the limit can still prevent the funding. */
export function checkFunding(
  request: { merchantId: string; amount: Money },
  machine: MachineOnFloor | null,
  rules: FundingRules,
): Decline | null {
  if (request.merchantId !== rules.merchantId) {
    return { code: 'MERCHANT_MISMATCH', message: 'This bridge serves another merchant.' };
  }
  if (!machine) return { code: 'UNKNOWN_ASSET', message: 'No machine is enrolled under this asset.' };
  if (request.amount.currency !== rules.currency) {
    return { code: 'CURRENCY_MISMATCH', message: `This property plays in ${rules.currency}.` };
  }
  if (request.amount.minor < rules.minAmount.minor || request.amount.minor > rules.maxAmount.minor) {
    return {
      code: 'AMOUNT_OUT_OF_RANGE',
      message: 'The amount is outside what this property allows at once.',
    };
  }
  return checkMachine(request.amount, machine);
}

/** @param amount null: none is known yet, and the question is whether any could be ordered now. */
export function checkMachine(amount: Money | null, machine: MachineOnFloor): Decline | null {
  if (!machine.link) return { code: 'ASSET_OFFLINE', message: 'The machine is not connected.' };
  if (!machine.enabled) return { code: 'MACHINE_NOT_PLAYABLE', message: 'The machine is disabled.' };
  const { cabinet } = machine.link;
  if (cabinet.connection !== 'ready') {
    return { code: 'MACHINE_NOT_PLAYABLE', message: "The machine's cabinet interface is not ready." };
  }
  const condition = cabinet.conditions[0];
  if (condition) return { code: 'MACHINE_NOT_PLAYABLE', message: conditionSentence(condition) };
  if (amount === null) return null;
  if (cabinet.currency !== amount.currency) {
    return { code: 'CURRENCY_MISMATCH', message: `The machine plays in ${cabinet.currency}.` };
  }
  if (amount.minor > cabinet.maxTransfer) {
    return { code: 'AMOUNT_OUT_OF_RANGE', message: 'The amount is more than the machine accepts at once.' };
  }
  if (amount.minor % cabinet.denomination !== 0) {
    return { code: 'NOT_A_MULTIPLE', message: "The amount is not a multiple of the machine's denomination." };
  }
  return null;
}

function conditionSentence(condition: NotPlayableCondition): string {
  switch (condition) {
    case 'DOOR_OPEN':
      return 'A door of the machine is open.';
    case 'TILT':
      return 'The machine is in tilt.';
    case 'CASHING_OUT':
      return 'The machine is cashing out.';
    case 'OUT_OF_ORDER':
      return 'The machine is out of order.';
  }
}

/**
 * What the glass tells the player at the machine about it [where-the-money-is]; null: the player is told nothing. For a
 * cancellation bridge/money/cancellation.ts has the reason.
 */
export function reasonForGlass(code: Exclude<FundingErrorCode, 'CANCELLED'>): DeclineReason | null {
  switch (code) {
    case 'LIMIT_REACHED':
      return 'LIMIT_REACHED';
    case 'MACHINE_NOT_PLAYABLE':
    case 'BUSY':
    // Told when the machine is back, if that is soon.
    case 'ASSET_OFFLINE':
      return 'MACHINE_NOT_READY';
    case 'AMOUNT_OUT_OF_RANGE':
    case 'NOT_A_MULTIPLE':
    case 'CURRENCY_MISMATCH':
      return 'AMOUNT_NOT_ALLOWED';
    case 'EXPIRED':
      return 'EXPIRED';
    case 'UNKNOWN_ASSET':
    case 'MERCHANT_MISMATCH':
    case 'MACHINE_REFUSED':
    // Others read the glass as well: it says nothing of an exclusion [excluded-stays-out].
    case 'PLAYER_EXCLUDED':
      return null;
  }
}
