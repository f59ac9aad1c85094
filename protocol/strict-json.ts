/**
 * JSON as RFC 8259 recommends it: well-formed UTF-8 and no key twice in one object. A parser that takes "the last one"
 * may read another amount than the one before it in the chain did [checked-at-the-door].
 */
export class StrictJsonError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StrictJsonError';
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {StrictJsonError} */
export function parseStrictJson(bytes: Uint8Array): unknown {
  return parseStrictJsonText(decodeUtf8(bytes));
}

/** @throws {StrictJsonError} */
export function parseStrictJsonText(text: string): unknown {
  const value = parse(text);
  const twice = duplicatedKey(text);
  if (twice !== null) throw new StrictJsonError(`the key ${JSON.stringify(twice.slice(0, 40))} comes twice`);
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new StrictJsonError('the text is not UTF-8', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No cause: that of the parser has the text in it [no-personal-data].
    throw new StrictJsonError('the text is not JSON');
  }
}

/** Strings, braces and colons are all that matters in a text that is known to be JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

function duplicatedKey(text: string): string | null {
  const objects: (Set<string> | null)[] = [];
  let last: string | null = null;
  for (const [token] of text.matchAll(TOKENS)) {
    switch (token) {
      case '{':
        objects.push(new Set());
        break;
      case '[':
        objects.push(null);
        break;
      case '}':
      case ']':
        objects.pop();
        break;
      case ':': {
        const keys = objects.at(-1);
        const key = JSON.parse(last ?? '""') as string;
        if (keys?.has(key)) return key;
        keys?.add(key);
        break;
      }
      case ',':
        break;
      default:
        last = token;
    }
  }
  return null;
}
