/**
 * The behaviours there are. Each is one way to send wrong reports, to be slow or to hear nothing; they combine in a
 * chain.
 */
import { decodeMessage, encodeMessage, type Message } from '../../hardware/drivers/cabinet-board/codec.ts';
import type { Clock } from '../../hardware/clock.ts';
import type { Behaviour } from './behaviour.ts';

/** Answers carry a checksum that does not fit. */
export function badChecksum(): Behaviour {
  return { toKiosk: (report, next) => next(withByte(report, report.length - 1, (byte) => byte ^ 0xff)) };
}

/** Reports of `bytes` bytes instead of 64. */
export function wrongLength(bytes: number): Behaviour {
  return {
    toKiosk(report, next) {
      const other = new Uint8Array(bytes);
      other.set(report.subarray(0, bytes));
      next(other);
    },
  };
}

/** Answers to requests that nobody made. */
export function wrongSequence(): Behaviour {
  return {
    toKiosk: rewriting((message) =>
      message.kind === 'answer' ? { ...message, sequence: (message.sequence + 0x4000) & 0xffff } : message,
    ),
  };
}

/** Says nothing. The firmware hears and does what it is told. */
export function silent(): Behaviour {
  return { toKiosk: () => undefined };
}

/** Hears nothing, hence says nothing. */
export function deaf(): Behaviour {
  return { fromKiosk: () => undefined };
}

/** Sends `report` every `everyMs`, whether anybody asked or not. */
export function babbling(report: () => Uint8Array, everyMs: number, clock: Clock): Behaviour {
  return {
    start({ toKiosk }) {
      let callOff = clock.after(everyMs, function babble() {
        toKiosk(report());
        callOff = clock.after(everyMs, babble);
      });
      return () => callOff();
    },
  };
}

/** Claims to speak this version of the protocol. */
export function protocolVersion(protocol: number): Behaviour {
  return {
    toKiosk: rewriting((message) =>
      message.kind === 'answer' && message.name === 'IDENTIFY'
        ? { ...message, body: { ...message.body, protocol } }
        : message,
    ),
  };
}

/** Is something else with the same usage page: a board of another maker. */
export function otherMagic(magic: string): Behaviour {
  return {
    toKiosk: rewriting((message) =>
      message.kind === 'answer' && message.name === 'IDENTIFY'
        ? { ...message, body: { ...message.body, magic } }
        : message,
    ),
  };
}

/** Answers about another transfer than the one it was asked about. */
export function otherTransfer(transferId: string): Behaviour {
  return {
    toKiosk: rewriting((message) =>
      message.kind === 'answer' && (message.name === 'TRANSFER_BEGIN' || message.name === 'TRANSFER_QUERY')
        ? { ...message, body: { ...message.body, transferId } }
        : message,
    ),
  };
}

/** Each report in either direction takes this long; the order stays. */
export function delayed(ms: number, clock: Clock): Behaviour {
  const late = (report: Uint8Array, next: (report: Uint8Array) => void): void => {
    clock.after(ms, () => next(report));
  };
  return { fromKiosk: late, toKiosk: late };
}

/** Which reports a fault affects. */
export type Chance = () => boolean;

export function losing(chance: Chance): Behaviour {
  const maybe = (report: Uint8Array, next: (report: Uint8Array) => void): void => {
    if (!chance()) next(report);
  };
  return { fromKiosk: maybe, toKiosk: maybe };
}

export function duplicating(chance: Chance): Behaviour {
  const maybe = (report: Uint8Array, next: (report: Uint8Array) => void): void => {
    next(report);
    if (chance()) next(report);
  };
  return { fromKiosk: maybe, toKiosk: maybe };
}

/** Flips the bits of one byte. `at`: where, 0 to 63. */
export function corrupting(chance: Chance, at: () => number): Behaviour {
  const maybe = (report: Uint8Array, next: (report: Uint8Array) => void): void => {
    next(chance() ? withByte(report, at(), (byte) => byte ^ 0x5a) : report);
  };
  return { fromKiosk: maybe, toKiosk: maybe };
}

function rewriting(rewrite: (message: Message) => Message): NonNullable<Behaviour['toKiosk']> {
  return (report, next) => next(encodeMessage(rewrite(decodeMessage(report))));
}

function withByte(report: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = report.slice();
  copy[at] = change(copy[at] ?? 0);
  return copy;
}
