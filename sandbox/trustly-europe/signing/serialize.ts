/** The text of a message's data that its signature is over. */
import { isRawObject, RawNumber, type RawJson } from './raw-json.ts';

/**
 * Names in the order of their bytes, each followed by its value, with nothing between. A number is its own text. Null is
 * nothing, but its name stays.
 */
export function serialize(value: RawJson): string {
  if (value === null) return '';
  if (value instanceof RawNumber) return value.text;
  if (isRawObject(value)) {
    return [...value]
      .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([name, inner]) => name + serialize(inner))
      .join('');
  }
  if (typeof value === 'object') return value.map(serialize).join('');
  return String(value);
}
