/**
 * Asks who is carded in at any machine of the property: the process that has its link, which alone knows, says it by a digest.
 * So the id itself stays where it is [no-personal-data].
 */
import { randomUUID } from 'node:crypto';
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Machines } from '../ledger/machines.ts';
import type { NoticeOf } from '../platform/postgres/notice.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { Digests, PlayerDigest } from '../platform/secrets/digests.ts';
import type { Log } from '../platform/log.ts';

/** A process that has not answered by then does not know. */
const ANSWER_WITHIN_MS = 2_000;

interface Ports {
  readonly notices: Notices;
  readonly machines: Pick<Machines, 'oneOnFloor'>;
  readonly digests: Digests;
  /** Who is certainly carded in at a machine that is linked to this process. */
  readonly playerHere: (asset: AssetId) => Promise<string | null>;
  readonly log: Log;
}

export class CardedPlayers {
  readonly #ports: Ports;
  readonly #asked = new Map<string, (player: PlayerDigest | null) => void>();

  constructor(ports: Ports) {
    this.#ports = ports;
    ports.notices.on('player.asked', (asked) => {
      this.#answer(asked).catch((error: unknown) => {
        ports.log.warn({ err: error, asset: asked.asset }, 'not told whether a player is carded in');
      });
    });
    ports.notices.on('player.told', ({ askId, player }) => {
      this.#asked.get(askId)?.(player as PlayerDigest | null);
    });
  }

  /** @returns null: nobody, or not certainly. */
  async at(asset: AssetId): Promise<PlayerDigest | null> {
    const { machines, notices } = this.#ports;
    const heldBy = (await machines.oneOnFloor(asset))?.link?.heldBy ?? null;
    if (heldBy === null) return null;
    const askId = randomUUID();
    const { bridgeId } = notices;
    const answer = new Promise<PlayerDigest | null>((resolve) => {
      const impatience = setTimeout(() => resolve(null), ANSWER_WITHIN_MS);
      this.#asked.set(askId, (player) => {
        clearTimeout(impatience);
        resolve(player);
      });
    }).finally(() => this.#asked.delete(askId));
    notices.publish({ kind: 'player.asked', asset, askId, bridgeId }, heldBy);
    return answer;
  }

  async #answer({ asset, askId, bridgeId }: NoticeOf<'player.asked'>): Promise<void> {
    const { notices, digests, playerHere } = this.#ports;
    const playerId = await playerHere(asset);
    const player = playerId === null ? null : digests.player(playerId);
    notices.publish({ kind: 'player.told', askId, player }, bridgeId);
  }
}
