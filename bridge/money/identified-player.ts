/**
 * A rail knows the player, and asks whether the payment may go on. No money has moved, so turning it down here spares a
 * refund. It is decided once for a payment; the limit of the account is checked when the money is captured.
 */
import { isOneExcluded } from '../ledger/exclusions.ts';
import { findIdentification, keepIdentification } from '../ledger/identifications.ts';
import { lockMachine } from '../ledger/machines.ts';
import { othersOf } from '../ledger/page-payments.ts';
import type { PaymentKey } from '../ledger/rail-payments.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { PersonDigest } from '../platform/secrets/digests.ts';
import { checkMachine } from './checks.ts';
import { boardToOrderFrom, MachineClosedError } from './machine-closed.ts';

/** As the rail found it: old enough, too young, or it could not find out. */
type Age = 'ADULT' | 'UNDERAGE' | 'UNKNOWN';

/** The caller holds the lock of the payment. @returns whether it may go on. */
export async function mayGoOn(
  tx: Queryable,
  key: PaymentKey,
  {
    asset,
    age,
    person = null,
  }: { readonly asset: string; readonly age: Age; readonly person?: PersonDigest | null },
): Promise<boolean> {
  const known = await findIdentification(tx, key);
  if (known) return known.turnedDown === null;
  const turnedDown = AGE[age] ?? (await whyExcluded(tx, key, person)) ?? (await whyNoCreditNow(tx, asset));
  await keepIdentification(tx, key, { turnedDown, person });
  return turnedDown === null;
}

const AGE: Readonly<Record<Age, string | null>> = {
  ADULT: null,
  UNDERAGE: 'The player is too young.',
  UNKNOWN: 'It could not be found out whether the player is old enough.',
};

/** [excluded-stays-out] */
async function whyExcluded(
  tx: Queryable,
  { fundingId }: PaymentKey,
  person: PersonDigest | null,
): Promise<string | null> {
  const subjects = [...(await othersOf(tx, fundingId)), ...(person === null ? [] : [person])];
  return (await isOneExcluded(tx, subjects)) ? 'The player is on an exclusion list.' : null;
}

async function whyNoCreditNow(tx: Queryable, asset: string): Promise<string | null> {
  try {
    const machine = await lockMachine(tx, asset);
    if (machine === null) return 'No machine is enrolled under this asset.';
    boardToOrderFrom(machine);
    return checkMachine(null, machine)?.message ?? null;
  } catch (error) {
    if (error instanceof MachineClosedError) return error.message;
    throw error;
  }
}
