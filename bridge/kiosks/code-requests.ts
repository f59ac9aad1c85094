/** Answers a kiosk's request for a code. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../../protocol/egm-link.ts';
import type { Machine } from '../ledger/machines.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { CodeSource, Urgency } from '../rails/rail.ts';

type CodeRequest = Extract<KioskMessage, { type: 'code.request' }>;
type CodeAnswer = Extract<BridgeMessage, { type: 'code.issued' | 'code.failed' }>;

export interface CodePorts {
  readonly codes: CodeSource;
  readonly metrics: Pick<Metrics, 'codeAnswered'>;
}

/** The operator's switch is told by itself; this is only for a kiosk that missed it. */
export const DISABLED_RETRY_MS = 10_000;
/** For a code that died on the way. */
const EXPIRED_RETRY_MS = 1_000;

/** At the machine now: its cabinet as the kiosk last told, and the player as the CMS did. */
export interface Present {
  readonly cabinet: CabinetStatus;
  readonly playerId: string | null;
}

export async function answerCodeRequest(
  { codes, metrics }: CodePorts,
  { requestId, purpose }: CodeRequest,
  { asset, enabled, gameName }: Machine,
  present: Present,
): Promise<CodeAnswer> {
  const failed = (reason: Extract<CodeAnswer, { type: 'code.failed' }>['reason'], retryAfterMs: number) =>
    ({ type: 'code.failed', requestId, reason, retryAfterMs }) as const;
  if (!enabled) return failed('MACHINE_DISABLED', DISABLED_RETRY_MS);
  const { playerId } = present;
  const ask = { asset, ...(gameName !== null && { gameName }), ...(playerId !== null && { playerId }) };
  const answer = await codes.issueCode(ask, urgencyOf(purpose, present));
  metrics.codeAnswered(answer.kind === 'issued' ? 'issued' : answer.reason);
  if (answer.kind === 'failed') return failed(answer.reason, answer.retryAfterMs);
  const lifetimeMs = Math.floor(answer.expiresAtMonotonic - performance.now());
  if (lifetimeMs <= 0) return failed('CODE_SOURCE_ANSWER_INVALID', EXPIRED_RETRY_MS);
  return { type: 'code.issued', requestId, url: answer.url, lifetimeMs };
}

/** A card, or credits on the meter: a player is there. Otherwise a glass that would go dark comes before one that is. */
function urgencyOf(purpose: CodeRequest['purpose'], { cabinet, playerId }: Present): Urgency {
  if (purpose === 'replacement' || playerId !== null) return 0;
  if (cabinet.connection === 'ready' && cabinet.meters.credits > 0) return 0;
  return purpose === 'rotation' ? 1 : 2;
}
