/** The board's end of the USB cable, which one kiosk at a time holds open. */
import { OpenError, type Receiver, type Transport } from '../../hardware/transports/report-transport.ts';

export interface UsbPortEvents {
  /** A report from the kiosk. */
  report(report: Uint8Array): void;
  /** The kiosk has let the board go, while the cable is in. */
  closed(): void;
}

export class UsbPort {
  readonly #events: UsbPortEvents;
  #kiosk: Connection | undefined;

  constructor(events: UsbPortEvents) {
    this.#events = events;
  }

  /** Whether a kiosk holds the board open. */
  get open(): boolean {
    return this.#kiosk !== undefined;
  }

  /** @throws {OpenError} `CANNOT_OPEN` when another kiosk holds it. */
  connect(receiver: Receiver): Transport {
    if (this.#kiosk !== undefined) throw new OpenError('CANNOT_OPEN', 'another kiosk holds the board');
    const connection = new Connection(receiver);
    this.#kiosk = connection;
    return {
      write: async (report) => {
        if (this.#kiosk !== connection) throw new Error('the board is gone');
        this.#events.report(report);
      },
      close: async () => {
        connection.close();
        if (this.#kiosk !== connection) return;
        this.#kiosk = undefined;
        this.#events.closed();
      },
    };
  }

  /** Sends a report to the kiosk, if there is one. */
  send(report: Uint8Array): void {
    this.#kiosk?.report(report);
  }

  /** The cable or the power is gone, and with it the kiosk. */
  drop(): void {
    this.#kiosk?.lost();
    this.#kiosk = undefined;
  }
}

/** Reports reach the kiosk in order and never within the call that caused them, as over a real cable. */
class Connection {
  readonly #receiver: Receiver;
  #closed = false;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  report(report: Uint8Array): void {
    queueMicrotask(() => {
      if (!this.#closed) this.#receiver.report(report);
    });
  }

  lost(): void {
    queueMicrotask(() => {
      if (this.#closed) return;
      this.#closed = true;
      this.#receiver.lost(new Error('the virtual cabinet was unplugged or lost its power'));
    });
  }

  close(): void {
    this.#closed = true;
  }
}
