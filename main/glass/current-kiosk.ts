import type { GlassSnapshot } from '../../preload/contract.ts';
import type { OnGlass } from '../kiosk-ports.ts';

/**
 * Lets one kiosk follow another on the same glass. Each kiosk counts its snapshots from the beginning, and the glass
 * takes none with a lower number than the last one. So the numbers continue from one kiosk to the next, and a report
 * about one kiosk never reaches the next.
 */
export class CurrentKiosk implements OnGlass {
  #kiosk: OnGlass;
  /** What the snapshots of the present kiosk are counted from. */
  #base = 0;
  #stopListening: () => void;
  readonly #listeners = new Set<(snapshot: GlassSnapshot) => void>();

  constructor(first: OnGlass) {
    this.#kiosk = first;
    this.#stopListening = this.#listen();
  }

  /** The kiosk before has been stopped. */
  follow(next: OnGlass): void {
    this.#stopListening();
    this.#base = this.snapshot().sequence + 1;
    this.#kiosk = next;
    this.#stopListening = this.#listen();
    this.#push(next.snapshot());
  }

  start(): void {
    this.#kiosk.start();
  }

  async stop(): Promise<void> {
    await this.#kiosk.stop();
  }

  snapshot(): GlassSnapshot {
    return this.#numbered(this.#kiosk.snapshot());
  }

  onSnapshot(listener: (snapshot: GlassSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  painted(report: Parameters<OnGlass['painted']>[0]): void {
    const sequence = report.sequence - this.#base;
    if (sequence >= 0) this.#kiosk.painted({ ...report, sequence });
  }

  glassRead(sequence: number, reading: Parameters<OnGlass['glassRead']>[1]): void {
    if (sequence >= this.#base) this.#kiosk.glassRead(sequence - this.#base, reading);
  }

  operator(action: Parameters<OnGlass['operator']>[0]): void {
    this.#kiosk.operator(action);
  }

  touched(): void {
    this.#kiosk.touched();
  }

  resumed(): void {
    this.#kiosk.resumed();
  }

  #listen(): () => void {
    return this.#kiosk.onSnapshot((snapshot) => this.#push(snapshot));
  }

  #push(snapshot: GlassSnapshot): void {
    for (const listener of this.#listeners) listener(this.#numbered(snapshot));
  }

  #numbered(snapshot: GlassSnapshot): GlassSnapshot {
    return { ...snapshot, sequence: snapshot.sequence + this.#base };
  }
}
