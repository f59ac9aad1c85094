/** Whether an attempt may go on: asked before its money is held, and again before it is taken. */
import { doubtRefusal, lookAgain, type TakenCapture } from '../../ledger/capture-attempts.ts';
import { raiseCaptureOpen } from '../../ledger/capture-alarms.ts';
import { spreadBackOffMs } from '../../../protocol/back-off.ts';
import type { FundingErrorCode } from '../../ledger/funding-error-code.ts';
import { WrongSecretKeyError } from '../../platform/secrets/secret-key.ts';
import type { CapturePorts, CaptureTimes } from './capture-ports.ts';
import type { NoAnswer } from './client.ts';
import { failureOfOurs, type FailureName } from './failures.ts';
import { hearRefused } from './news-of-captures.ts';
import { ON_FILE } from './on-file.ts';

/** After so many tries without an end a person is told. */
export const ALARM_AFTER_TRIES = 12;

/** @returns the split token, where there is one; null: the attempt is refused, and said to be. */
export async function permit(
  ports: CapturePorts,
  times: CaptureTimes,
  capture: TakenCapture,
): Promise<{ readonly splitToken: string | null } | null> {
  const { ageMs, isForgotten, reference } = capture;
  if (isForgotten || ageMs > times.staleMs) {
    await refuse(
      ports,
      times,
      capture,
      null,
      isForgotten ? 'the account is forgotten' : 'the player has left',
    );
    return null;
  }
  const turnedDown = await wouldBeTurnedDown(ports, capture);
  if (turnedDown !== null) {
    await refuse(ports, times, capture, failureOfOurs(turnedDown), turnedDown);
    return null;
  }
  try {
    return { splitToken: await splitTokenOf(ports, capture) };
  } catch (error) {
    if (!(error instanceof WrongSecretKeyError)) throw error;
    ports.log.error({ err: error, reference }, 'split token cannot be opened: nothing is asked of the bank');
    await refuse(ports, times, capture, null, 'the split token of the account cannot be opened');
    return null;
  }
}

/** Looked at before the player's money moves. It is decided, under the locks, when it was taken. */
async function wouldBeTurnedDown(
  { outlook }: CapturePorts,
  { fundingId, asset, amount, account }: TakenCapture,
): Promise<FundingErrorCode | null> {
  return account === null ? null : outlook.of({ fundingId, asset, amount, account });
}

/** null: there is none. @throws {WrongSecretKeyError} it is that of another account, or damaged. */
export async function splitTokenOf(
  { splitTokens, database }: CapturePorts,
  { authorizationId, sealedSplitToken }: TakenCapture,
): Promise<string | null> {
  return sealedSplitToken === null ? null : splitTokens.open(database, authorizationId, sealedSplitToken);
}

/** At once where it was certainly not sent, or certainly never arrived; else the rail is asked about it first. */
export async function refuse(
  ports: CapturePorts,
  times: CaptureTimes,
  capture: TakenCapture,
  failure: FailureName | null,
  said: string,
): Promise<void> {
  if (capture.mayHaveLeft && !isLost(times, capture))
    return refuseLater(ports, times, capture, failure, said);
  await ports.database.transaction(async (tx) => hearRefused(tx, capture, failure, said));
}

/** An earlier sending of it may still take the money. */
export async function refuseLater(
  ports: CapturePorts,
  times: CaptureTimes,
  capture: TakenCapture,
  failure: FailureName | null,
  said: string,
): Promise<void> {
  await doubtRefusal(ports.database, capture, failure, said);
  await askSoon(ports, times, { ...capture, sentMs: 0 }, null, true);
}

/** What left last would be at Trustly by now. To be asked with its empty answer in hand. */
export function isLost({ lostMs }: CaptureTimes, { sentMs }: Pick<TakenCapture, 'sentMs'>): boolean {
  return sentMs !== null && sentMs >= lostMs;
}

/** Its end is not known. @param isMissing Trustly does not have it: it is asked about no later than when it is lost. */
export async function askSoon(
  { database }: CapturePorts,
  { askFirstMs, askLongestMs, lostMs }: CaptureTimes,
  capture: TakenCapture,
  answer: NoAnswer | null,
  isMissing = false,
): Promise<void> {
  const times = { firstMs: askFirstMs, longestMs: askLongestMs };
  const said = answer?.reason ?? null;
  const againMs = spreadBackOffMs(times, capture.tries, Math.random());
  const untilLostMs = Math.max(askFirstMs, lostMs - (capture.sentMs ?? 0));
  await lookAgain(database, capture, said, isMissing ? Math.min(againMs, untilLostMs) : againMs);
  if (capture.tries >= ALARM_AFTER_TRIES) await raiseCaptureOpen(database, ON_FILE, capture, said);
}
