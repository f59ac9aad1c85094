/**
 * Ways in which a board misbehaves on the wire, as a chain of small handlers between the cable and the firmware, the
 * newest first. The firmware itself works correctly, so that a test can always ask it what is true.
 */
export interface Behaviour {
  /** A report from the kiosk; what is passed to `next` is what the rest of the chain, and the firmware, gets. */
  readonly fromKiosk?: (report: Uint8Array, next: Pass) => void;
  /** A report from the firmware; what is passed to `next` is what the rest of the chain, and the kiosk, gets. */
  readonly toKiosk?: (report: Uint8Array, next: Pass) => void;
  /** Behaves so by itself, not in answer to anything; the function returned ends it. */
  readonly start?: (ports: { toKiosk: Pass; fromKiosk: Pass }) => () => void;
}

export type Pass = (report: Uint8Array) => void;

export class BehaviourChain {
  readonly #ends: { toKiosk: Pass; fromKiosk: Pass };
  #chain: Behaviour[] = [];

  constructor(ends: { toKiosk: Pass; fromKiosk: Pass }) {
    this.#ends = ends;
  }

  /** @returns what ends this behaviour. */
  add(behaviour: Behaviour): () => void {
    this.#chain = [behaviour, ...this.#chain];
    const stop = behaviour.start?.(this.#ends);
    return () => {
      stop?.();
      this.#chain = this.#chain.filter((other) => other !== behaviour);
    };
  }

  fromKiosk(report: Uint8Array): void {
    const pass = this.#chain.reduceRight<Pass>((next, behaviour) => {
      const { fromKiosk } = behaviour;
      return fromKiosk === undefined ? next : (report) => fromKiosk(report, next);
    }, this.#ends.fromKiosk);
    pass(report);
  }

  toKiosk(report: Uint8Array): void {
    const pass = this.#chain.reduceRight<Pass>((next, behaviour) => {
      const { toKiosk } = behaviour;
      return toKiosk === undefined ? next : (report) => toKiosk(report, next);
    }, this.#ends.toKiosk);
    pass(report);
  }
}
