/**
 * Who is carded in at one machine, as the CMS says. It is in memory only, and is forgotten when the CMS has not told of the
 * player, and nobody has played, for a while [no-personal-data].
 */
export class CardedPlayer {
  readonly #idleMs: number;
  readonly #onChange: () => void;
  #playerId: string | null = null;
  #idle: NodeJS.Timeout | null = null;

  /** @param onChange another player, or none any more. */
  constructor(idleMs: number, onChange: () => void) {
    this.#idleMs = idleMs;
    this.#onChange = onChange;
  }

  /** `null`: nobody, or nobody known. */
  get playerId(): string | null {
    return this.#playerId;
  }

  /** The same player again only extends the time. */
  tell(playerId: string | null): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = playerId === null ? null : setTimeout(() => this.tell(null), this.#idleMs);
    if (playerId === this.#playerId) return;
    this.#playerId = playerId;
    this.#onChange();
  }

  /** A sign that somebody plays. */
  seen(): void {
    this.#idle?.refresh();
  }
}
