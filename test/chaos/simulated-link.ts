/** The way between kiosk and bridge on simulated time: it delays, stalls and breaks, and keeps the order of messages. */
import type { Clock } from '../../hardware/clock.ts';
import type { Connection, ConnectionEvents, Dial } from '../../main/link/dial.ts';
import type { Ledger } from './ledger.ts';

interface Line {
  events: ConnectionEvents;
  /** The kiosk's process, or its end of the connection, is gone. */
  closed: boolean;
  open: boolean;
}

export class SimulatedLink {
  reachable = true;
  /** Messages are taken and go nowhere. */
  stalled = false;
  latencyMs = 20;
  #line: Line | null = null;
  readonly #ledger: Ledger;
  readonly #clock: Clock;

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** Breaks the connection there is; both ends notice. */
  cut(): void {
    this.reachable = false;
    const line = this.#line;
    this.#drop();
    if (line !== null && !line.closed) {
      line.closed = true;
      line.events.ended('CLOSED', 'cut');
    }
  }

  /** The kiosk's process is gone: its operating system closes the connection for it. */
  kioskDied(): void {
    if (this.#line !== null) this.#line.closed = true;
    this.#drop();
  }

  readonly dial: Dial = (events): Connection => {
    const line: Line = { events, closed: false, open: false };
    this.#later(() => {
      if (line.closed) return;
      if (!this.reachable || this.stalled) {
        line.closed = true;
        events.ended('UNREACHABLE', 'refused');
        return;
      }
      this.#drop();
      this.#line = line;
      line.open = true;
      this.#ledger.connected(
        (text) => this.#toKiosk(line, () => events.message(text)),
        () => this.#toKiosk(line, () => events.heard()),
      );
      events.opened();
    });
    return {
      send: (text) => this.#toBridge(line, text),
      close: () => {
        line.closed = true;
        if (this.#line === line) this.#drop();
      },
    };
  };

  #toKiosk(line: Line, deliver: () => void): void {
    if (this.stalled) return;
    this.#later(() => {
      if (!line.closed && this.#line === line && !this.stalled) deliver();
    });
  }

  #toBridge(line: Line, text: string): void {
    if (this.stalled) return;
    this.#later(() => {
      // What was sent before the kiosk died still arrives; what was on a line that was cut does not.
      if (this.#line === line && !this.stalled) this.#ledger.received(text);
    });
  }

  #drop(): void {
    this.#line = null;
    this.#ledger.disconnected();
  }

  #later(deliver: () => void): void {
    this.#clock.after(this.latencyMs, deliver);
  }
}
