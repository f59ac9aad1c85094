/** Answers the code requests of one kiosk. There is no code while a scan could not lead to a credit [live-codes-only]. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../../protocol/egm-link.ts';
import type { Machine } from '../ledger/machines.ts';
import type { Transfers } from '../ledger/transfers.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { CodeSource, Urgency } from '../rails/rail.ts';
import type { CardedPlayer } from './carded-player.ts';
import type { KioskLink } from './kiosk-link.ts';
import type { MemoryAgreement } from './memory-agreement.ts';
import type { Turns } from './turns.ts';

type CodeRequest = Extract<KioskMessage, { type: 'code.request' }>;
type CodeFailed = Extract<BridgeMessage, { type: 'code.failed' }>;
type CodeIssued = Extract<BridgeMessage, { type: 'code.issued' }>;

/** For a kiosk that asks for a code before it was told that ledger, journal and board agree. */
export const NOT_AGREED_RETRY_MS = 1_000;
/**
 * For a kiosk whose earlier transfer is not settled at the bridge, though a person may have settled it at the kiosk.
 */
export const UNCONFIRMED_RETRY_MS = 5_000;
/** A kiosk is told at once when an operator enables the machine. This is only for a kiosk that missed it. */
export const DISABLED_RETRY_MS = 10_000;
/** For a code that expired before it could be sent. */
const EXPIRED_RETRY_MS = 1_000;

/** The machine now, and its cabinet as the kiosk last told. */
interface Present {
  readonly machine: Machine;
  readonly cabinet: CabinetStatus;
}

interface Ports {
  readonly link: KioskLink;
  readonly codes: CodeSource;
  readonly metrics: Pick<Metrics, 'codeAnswered'>;
  readonly transfers: Transfers;
  readonly notices: Notices;
  readonly player: CardedPlayer;
  readonly turns: Turns;
  readonly agreement: MemoryAgreement;
  readonly log: Log;
}

export class CodeRequests {
  readonly #ports: Ports;
  readonly #present: () => Present | null;

  /** @param present the machine as it is when it is asked; null before the hello. */
  constructor(ports: Ports, present: () => Present | null) {
    this.#ports = ports;
    this.#present = present;
  }

  request(request: CodeRequest): void {
    this.#answer(request).catch((error: unknown) =>
      this.#ports.log.error({ err: error }, 'code request not answered'),
    );
  }

  async #answer(request: CodeRequest): Promise<void> {
    const { link, turns, agreement, player } = this.#ports;
    if (await this.#isPlayerInDoubt()) return;
    const asked = this.#present();
    if (asked === null) return;
    // The kiosk asks again when it is told that they agree.
    if (!agreement.isAgreedFor(asked.cabinet)) {
      link.send(failed(request, 'BUSY', NOT_AGREED_RETRY_MS));
      return;
    }
    await turns.done; // by then the ledger has a result that the kiosk told before
    if (link.isOver) return;
    const unconfirmed = await this.#hasUnconfirmed();
    if (unconfirmed !== false) {
      link.send(failed(request, 'BUSY', unconfirmed === null ? NOT_AGREED_RETRY_MS : UNCONFIRMED_RETRY_MS));
      return;
    }
    const { playerId } = player;
    const answer = await this.#issue(request, this.#present() ?? asked, playerId);
    // A code for a player who has left must not be shown. The kiosk was told to ask anew.
    if (player.playerId === playerId && !(await this.#isPlayerInDoubt())) link.send(answer);
  }

  async #issue(
    request: CodeRequest,
    { machine, cabinet }: Present,
    playerId: string | null,
  ): Promise<CodeIssued | CodeFailed> {
    const { codes, metrics } = this.#ports;
    const { asset, enabled, gameName } = machine;
    if (!enabled) return failed(request, 'MACHINE_DISABLED', DISABLED_RETRY_MS);
    const ask = { asset, ...(gameName !== null && { gameName }), ...(playerId !== null && { playerId }) };
    const answer = await codes.issueCode(ask, urgencyOf(request.purpose, cabinet, playerId));
    metrics.codeAnswered(answer.kind === 'issued' ? 'issued' : answer.reason);
    if (answer.kind === 'failed') return failed(request, answer.reason, answer.retryAfterMs);
    const lifetimeMs = Math.floor(answer.expiresAtMonotonic - performance.now());
    if (lifetimeMs <= 0) return failed(request, 'CODE_SOURCE_ANSWER_INVALID', EXPIRED_RETRY_MS);
    return { type: 'code.issued', requestId: request.requestId, url: answer.url, lifetimeMs };
  }

  /** @returns null where the ledger cannot be asked; the beat of this process reports that. */
  async #hasUnconfirmed(): Promise<boolean | null> {
    const { transfers, link } = this.#ports;
    return transfers.hasUnconfirmed(link.asset).catch(() => null);
  }

  /**
   * Only a notice tells who is carded in. When a notice may have been missed, the player is not known. Then no code that
   * was made so far may be used, and the kiosk is told to ask anew.
   */
  async #isPlayerInDoubt(): Promise<boolean> {
    const { player, notices } = this.#ports;
    const { playerId } = player;
    if (playerId === null || (await notices.caughtUp())) return player.playerId !== playerId;
    player.tell(null);
    return true;
  }
}

function failed({ requestId }: CodeRequest, reason: CodeFailed['reason'], retryAfterMs: number): CodeFailed {
  return { type: 'code.failed', requestId, reason, retryAfterMs };
}

/**
 * A machine with a player comes first: a card is in, or credits are on the meter. Otherwise a glass that would lose its
 * code comes before a glass that has none.
 */
export function urgencyOf(
  purpose: CodeRequest['purpose'],
  cabinet: CabinetStatus,
  playerId: string | null,
): Urgency {
  if (purpose === 'replacement' || playerId !== null) return 0;
  if (cabinet.connection === 'ready' && cabinet.meters.credits > 0) return 0;
  return purpose === 'rotation' ? 1 : 2;
}
