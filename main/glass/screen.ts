import type { Screen } from '../../preload/contract.ts';
import { blocker, codeBlocker } from '../readiness/blocker.ts';
import { technicianCodes, type TechnicianCode } from '../readiness/technician-codes.ts';
import type { WaitedFor } from '../transfer/open-transfers.ts';
import type { KioskFacts } from './kiosk-facts.ts';

/**
 * What is on the glass. A credit that is being carried out comes first, then the operator menu, then where the money is
 * [where-the-money-is], then what is wrong. A code is shown only where a scan leads to a credit [live-codes-only].
 */
export function screenOf(facts: KioskFacts): Screen {
  if (facts.adding !== null) return { kind: 'adding', amount: facts.adding };
  if (facts.operator !== null) return facts.notice ?? { kind: 'operator', menu: facts.operator };
  if (facts.open !== null) {
    const { amount, cause } = facts.open;
    return { kind: 'unconfirmed', amount, technicianCode: codeOf(cause).code };
  }
  if (facts.notice !== null) return facts.notice;
  const blocked = blocker(facts);
  if (blocked !== null) return unavailable(blocked);
  if (facts.unscannable !== null) return unavailable(technicianCodes[`glass.${facts.unscannable}`]);
  if (facts.inviting) return { kind: 'invitation' };
  if (facts.code !== null) return { kind: 'code', ...facts.code };
  const trouble = facts.codeTrouble === null ? null : codeBlocker(facts.codeTrouble);
  return trouble === null ? { kind: 'starting' } : unavailable(trouble);
}

function codeOf(cause: WaitedFor['cause']): TechnicianCode {
  // That board will not tell by itself: the technician reads what is wrong with it.
  return cause === 'OLDER_MEMORY'
    ? technicianCodes['cabinet.MEMORY_LOST']
    : technicianCodes[`transfer.${cause}`];
}

/** The screen of a code; `starting` has a screen of its own. */
function unavailable({ reason, code }: TechnicianCode): Screen {
  if (reason === 'STARTING') return { kind: 'starting' };
  if (reason === 'UNCONFIRMED' || reason === 'NOTHING')
    return { kind: 'unavailable', reason: 'OUT_OF_SERVICE', technicianCode: code };
  return { kind: 'unavailable', reason, technicianCode: code };
}
