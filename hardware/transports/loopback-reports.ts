/**
 * The board's reports over loopback TCP, for a kiosk in another process, in place of the USB cable. The kiosk asks with
 * one byte, the server answers with one, then each side sends reports, each after one byte with its length.
 */

/** The first byte of the kiosk. No web page can begin with it: what a browser sends first is HTTP, TLS or nothing. */
export const ENQUIRY = 0x05;

/**
 * The answer of the server: the board is open, or another kiosk has it. If it closes the socket instead, there is no
 * board.
 */
export const Greeting = { OPEN: 0x06, TAKEN: 0x15 } as const;

/** Throws a RangeError for a report of more than 255 bytes. */
export function frameForSocket(report: Uint8Array): Uint8Array {
  if (report.length > 0xff) throw new RangeError(`a report of ${report.length} bytes`);
  return Uint8Array.of(report.length, ...report);
}

/** Cuts a stream of bytes into reports. */
export class ReportSplitter {
  #held = new Uint8Array(0);

  /** @returns the reports that are complete with these bytes. */
  push(bytes: Uint8Array): Uint8Array[] {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const reports: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      const length = all[at];
      if (length === undefined || all.length < at + 1 + length) break;
      reports.push(all.slice(at + 1, at + 1 + length));
      at += 1 + length;
    }
    this.#held = all.slice(at);
    return reports;
  }
}
