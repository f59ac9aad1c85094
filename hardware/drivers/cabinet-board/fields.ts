/**
 * The fields that bodies of docs/cabinet-hid.md are made of, little endian. Reading is strict: each value has exactly
 * one encoding, and anything else is a {@link FrameError} `BODY`, so a decoded message re-encodes to the same bytes.
 */
import { FrameError } from './frame.ts';

export interface Field<T> {
  /** How many bytes it takes; the number never changes. */
  readonly size: number;
  write(view: DataView, offset: number, value: T): void;
  read(view: DataView, offset: number): T;
}

function refuse(message: string): never {
  throw new FrameError('BODY', message);
}

function unsigned(bytes: 1 | 2 | 4): Field<number> {
  const limit = 2 ** (8 * bytes);
  return {
    size: bytes,
    write(view, offset, value) {
      if (!Number.isInteger(value) || value < 0 || value >= limit)
        refuse(`${value} is not of ${bytes} bytes`);
      if (bytes === 1) view.setUint8(offset, value);
      else if (bytes === 2) view.setUint16(offset, value, true);
      else view.setUint32(offset, value, true);
    },
    read(view, offset) {
      if (bytes === 1) return view.getUint8(offset);
      return bytes === 2 ? view.getUint16(offset, true) : view.getUint32(offset, true);
    },
  };
}

export const u8 = unsigned(1);
export const u16 = unsigned(2);
export const u32 = unsigned(4);

/** Four bytes that are never all zero. */
export const nonZeroU32: Field<number> = {
  size: u32.size,
  write: (view, offset, value) =>
    u32.write(view, offset, value === 0 ? refuse('zero is no number here') : value),
  read: (view, offset) => u32.read(view, offset) || refuse('zero is no number here'),
};

const TWO_TO_21 = 2 ** 21;
const TWO_TO_32 = 2 ** 32;

/** Minor units of money in eight bytes; at most 2^53 - 1, which is exact in every language. */
export const minorUnits: Field<number> = {
  size: 8,
  write(view, offset, value) {
    if (!Number.isSafeInteger(value) || value < 0) refuse(`${value} is not an amount`);
    view.setUint32(offset, value % TWO_TO_32, true);
    view.setUint32(offset + 4, Math.floor(value / TWO_TO_32), true);
  },
  read(view, offset) {
    const high = view.getUint32(offset + 4, true);
    if (high >= TWO_TO_21) refuse('an amount above 2^53 - 1');
    return high * TWO_TO_32 + view.getUint32(offset, true);
  },
};

/** Printable ASCII (0x20 to 0x7e), filled up with zero bytes. */
export function ascii(size: number): Field<string> {
  return {
    size,
    write(view, offset, value) {
      if (value.length > size) refuse(`text of more than ${size} characters`);
      for (let index = 0; index < size; index += 1) {
        const byte = index < value.length ? value.charCodeAt(index) : 0;
        if (index < value.length && !isPrintable(byte)) refuse('text that is not printable ASCII');
        view.setUint8(offset + index, byte);
      }
    },
    read(view, offset) {
      let value = '';
      let ended = false;
      for (let index = 0; index < size; index += 1) {
        const byte = view.getUint8(offset + index);
        if (byte === 0) ended = true;
        else if (ended || !isPrintable(byte)) refuse('text that is not printable ASCII');
        else value += String.fromCharCode(byte);
      }
      return value;
    },
  };
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}

/** A text of `inner` that matches the pattern; any other is an error. */
export function matching(inner: Field<string>, pattern: RegExp): Field<string> {
  const check = (value: string): string => (pattern.test(value) ? value : refuse(`text not of ${pattern}`));
  return {
    size: inner.size,
    write: (view, offset, value) => inner.write(view, offset, check(value)),
    read: (view, offset) => check(inner.read(view, offset)),
  };
}

/** Four bytes shown as eight hexadecimal digits. */
export const hex32: Field<string> = {
  size: 4,
  write(view, offset, value) {
    if (!/^[0-9a-f]{8}$/.test(value)) refuse('not eight hexadecimal digits');
    view.setUint32(offset, Number.parseInt(value, 16), true);
  },
  read: (view, offset) => view.getUint32(offset, true).toString(16).padStart(8, '0'),
};

/** One of a closed set of names, one byte. */
export function oneOf<Name extends string>(codes: Readonly<Record<Name, number>>): Field<Name> {
  const names = new Map((Object.keys(codes) as Name[]).map((name) => [codes[name], name]));
  return {
    size: 1,
    write: (view, offset, value) => view.setUint8(offset, codes[value]),
    read(view, offset) {
      const code = view.getUint8(offset);
      return names.get(code) ?? refuse(`code ${code} is not of the set`);
    },
  };
}

/** A set of names in two bytes, one bit each; read in the order of the table, unknown bits are an error. */
export function bitSet<Name extends string>(bits: Readonly<Record<Name, number>>): Field<Name[]> {
  const names = Object.keys(bits) as Name[];
  const known = names.reduce((mask, name) => mask | (1 << bits[name]), 0);
  return {
    size: 2,
    write(view, offset, value) {
      view.setUint16(
        offset,
        value.reduce((mask, name) => mask | (1 << bits[name]), 0),
        true,
      );
    },
    read(view, offset) {
      const mask = view.getUint16(offset, true);
      if ((mask & ~known) !== 0) refuse('a bit that has no meaning');
      return names.filter((name) => (mask & (1 << bits[name])) !== 0);
    },
  };
}

/** A count in one byte and room for `capacity` numbers of four bytes; what is not used is zero. */
export function listOfU32(capacity: number): Field<number[]> {
  return {
    size: 1 + 4 * capacity,
    write(view, offset, values) {
      if (values.length > capacity) refuse(`a list of more than ${capacity}`);
      view.setUint8(offset, values.length);
      for (let index = 0; index < capacity; index += 1) {
        u32.write(view, offset + 1 + 4 * index, values[index] ?? 0);
      }
    },
    read(view, offset) {
      const count = view.getUint8(offset);
      if (count > capacity) refuse(`a list of ${count}`);
      const all = Array.from({ length: capacity }, (_, index) => u32.read(view, offset + 1 + 4 * index));
      if (all.slice(count).some((value) => value !== 0)) refuse('a list with something behind its end');
      return all.slice(0, count);
    },
  };
}

/** Fields one after the other, in the order in which the object names them. */
export function record<T extends object>(fields: { readonly [Key in keyof T]: Field<T[Key]> }): Field<T> {
  const keys = Object.keys(fields) as (keyof T)[];
  const size = keys.reduce((sum, key) => sum + fields[key].size, 0);
  return {
    size,
    write(view, offset, value) {
      let at = offset;
      for (const key of keys) {
        fields[key].write(view, at, value[key]);
        at += fields[key].size;
      }
    },
    read(view, offset) {
      const value: Partial<T> = {};
      let at = offset;
      for (const key of keys) {
        value[key] = fields[key].read(view, at);
        at += fields[key].size;
      }
      return value as T;
    },
  };
}
