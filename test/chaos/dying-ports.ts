/** Ports of the core that end the whole process, as by a power cut, at one step. */
import type { Machine } from '../../hardware/machine/machine.ts';
import type { KioskPorts } from '../../main/kiosk-ports.ts';
import type { Dial } from '../../main/link/dial.ts';

/** @param step one of steps.ts. @param die does not return. */
export function dyingAt(
  step: string,
  { journal, machine, dial }: Pick<KioskPorts, 'journal' | 'machine' | 'dial'>,
  die: () => never,
): Pick<KioskPorts, 'journal' | 'machine' | 'dial'> {
  const at = (name: string): void => {
    if (name === step) die();
  };
  return {
    journal: watched(journal, 'journal', at),
    machine: watchedMachine(machine, at),
    dial: watchedDial(dial, at),
  };
}

/** The same machine, whose capabilities are watched. */
function watchedMachine(machine: Machine, at: (step: string) => void): Machine {
  const { creditMeter, noteAcceptor } = machine;
  const watchedParts = {
    creditMeter: watched(creditMeter, 'creditMeter', at),
    noteAcceptor: noteAcceptor === null ? null : watched(noteAcceptor, 'noteAcceptor', at),
  };
  return new Proxy(machine, {
    get(target, property) {
      if (property in watchedParts) return watchedParts[property as keyof typeof watchedParts];
      const member: unknown = Reflect.get(target, property, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Every method tells `at` before it begins, after it has begun, and when what it promised has come. */
function watched<T extends object>(port: T, name: string, at: (step: string) => void): T {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      return (...values: unknown[]): unknown => {
        const step = `${name} ${property}`;
        at(`${step} before`);
        const result: unknown = Reflect.apply(member, target, values);
        if (result instanceof Promise) {
          // The bytes leave the process when the event loop turns.
          setImmediate(() => at(`${step} after`));
          return result.then((value: unknown) => {
            at(`${step} answered`);
            return value;
          });
        }
        at(`${step} after`);
        return result;
      };
    },
  });
}

function watchedDial(dial: Dial, at: (step: string) => void): Dial {
  return (events) => {
    const connection = dial({
      ...events,
      message(text) {
        at(`message ${typeOf(text)} before`);
        events.message(text);
      },
    });
    return {
      close: (code, reason) => connection.close(code, reason),
      send(text) {
        at(`send ${typeOf(text)} before`);
        connection.send(text);
        setImmediate(() => at(`send ${typeOf(text)} after`));
      },
    };
  };
}

function typeOf(text: string): string {
  return (JSON.parse(text) as { type: string }).type;
}
