/** An event of Trustly to what the ledger acts on. What is not known here is noted, and never acted on. */
import { findLogin } from '../../ledger/bank-logins.ts';
import type { Transaction as DatabaseTransaction } from '../../platform/postgres/database.ts';
import type { RailEvent } from '../rail-event.ts';
import type { CaptureRules } from './capture-told.ts';
import { PAYMENT_TYPE, statusName, TRANSACTION_TYPE } from './enumerations.ts';
import type { OnFileEvent } from './event.ts';
import { hearAuthorized, hearRefreshed, hearRevoked, hearVerified } from './news-of-accounts.ts';
import { hearCapture } from './news-of-captures.ts';
import { hearHold, hearUnknownHold } from './news-of-holds.ts';
import { hearDeposit, hearRefund } from './news-of-orders.ts';
import type { SplitTokens } from './split-tokens.ts';
import { toldAt } from './verification.ts';

interface Ports extends CaptureRules {
  readonly splitTokens: SplitTokens;
}

export async function newsOf(tx: DatabaseTransaction, event: OnFileEvent, ports: Ports): Promise<RailEvent> {
  const { objectId, parentObjectId, merchantReference: reference, transactionType, eventId, atMs } = event;
  const stamp = { atMs, eventId };
  if (event.eventType === 'CONSENT_REVOKED') return hearRevoked(tx, parentObjectId ?? objectId, stamp);
  if (event.eventType === 'VerifyCustomer') return ofCode(tx, event);
  const status = event.status === null ? null : statusName(event.status);
  if (status === null) return noted(event);
  const order = { transactionId: objectId, reference, status, stamp };
  // By its id, whichever type it has; by its reference only with a type of holds.
  const ofHold = { ...order, ...why(event), reference: mayBeHold(transactionType) ? reference : null };
  const hold = await hearHold(tx, ofHold, eventId);
  if (hold !== null) return hold;
  switch (transactionType) {
    case TRANSACTION_TYPE.AUTHORIZE:
      return status === 'AUTHORIZED' && reference !== null
        ? hearLogin(tx, event, reference, ports)
        : noted(event);
    case TRANSACTION_TYPE.CAPTURE:
      return hearCapture(tx, { ...order, ...why(event) }, eventId, ports);
    case TRANSACTION_TYPE.REVERSE: {
      if (parentObjectId === null || (status !== 'PROCESSED' && status !== 'COMPLETED')) return noted(event);
      const reversed = {
        ...order,
        ...why(event),
        transactionId: parentObjectId,
        reference: null,
        status: 'REVERSED' as const,
      };
      return hearCapture(tx, reversed, eventId, ports);
    }
    case TRANSACTION_TYPE.DEPOSIT:
      return hearDeposit(tx, order, eventId);
    case TRANSACTION_TYPE.REFUND:
      return hearRefund(tx, order, eventId);
    case TRANSACTION_TYPE.PREAUTHORIZE:
      return hearUnknownHold(tx, order, eventId);
    default:
      return noted(event);
  }
}

/** Trustly's documents have 10 for a hold, and 2 in their sample of an answer. */
function mayBeHold(transactionType: number | null): boolean {
  return (
    transactionType === null || transactionType === TRANSACTION_TYPE.PREAUTHORIZE || transactionType === 2
  );
}

async function hearLogin(
  tx: DatabaseTransaction,
  event: OnFileEvent,
  reference: string,
  { splitTokens }: Ports,
): Promise<RailEvent> {
  const { objectId, parentObjectId, splitToken, eventId, atMs } = event;
  const stamp = { atMs, eventId };
  if (event.paymentType !== PAYMENT_TYPE.VERIFICATION) {
    const { accountVerified: verified, paymentProviderType } = event;
    const verification = { verified, told: toldAt(paymentProviderType) };
    const told = { authorizationId: objectId, reference, splitToken, verification, stamp };
    return hearAuthorized(tx, splitTokens, told);
  }
  if (parentObjectId === null) return noted(event);
  if ((await findLogin(tx, reference))?.kind === 'deposit') return ofCode(tx, event);
  return hearRefreshed(tx, splitTokens, { authorizationId: parentObjectId, reference, splitToken, stamp });
}

/** The player has told the code of the deposit. Which of the two ids is the account's, the documents do not say. */
async function ofCode(tx: DatabaseTransaction, event: OnFileEvent): Promise<RailEvent> {
  if (event.accountVerified !== true) return noted(event);
  return hearVerified(tx, [event.objectId, ...(event.parentObjectId === null ? [] : [event.parentObjectId])]);
}

function why({ providerStatus, errorCode, declineCode }: OnFileEvent) {
  return { providerStatus, errorCode, declineCode, minor: null };
}

function noted({ eventType, objectId, transactionType, status }: OnFileEvent): RailEvent {
  return { kind: 'noted', about: `${eventType} of ${objectId}, type ${transactionType}, status ${status}` };
}
