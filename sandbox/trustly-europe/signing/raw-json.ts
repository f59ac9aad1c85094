/**
 * JSON as it was written. A signature is over the text of a message: `JSON.parse` would make 100.1 of 100.10, and would
 * let the second of two equal names win without a word.
 */

/** A number, by its text. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type RawObject = ReadonlyMap<string, RawJson>;
export type RawJson = string | RawNumber | boolean | null | readonly RawJson[] | RawObject;

export class RawJsonError extends Error {
  override readonly name = 'RawJsonError';
}

const DEEPEST = 32;
const SPACE = /[ \t\n\r]*/y;
/** `JSON.parse` looks at what is inside. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Half of a surrogate pair has no bytes in UTF-8. */
const HALF_PAIR = /\p{Surrogate}/u;
const WORD = /true|false|null/y;

/** @throws {RawJsonError} also for a name that comes twice in an object, and for text that is not Unicode. */
export function readRawJson(text: string): RawJson {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

export function isRawObject(value: RawJson | undefined): value is RawObject {
  return value instanceof Map;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): RawJson {
    if (depth > DEEPEST) throw new RawJsonError('nested too deeply');
    this.#take(SPACE);
    const value = this.#bare(depth);
    this.#take(SPACE);
    return value;
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#unexpected();
  }

  #bare(depth: number): RawJson {
    if (this.#skip('{')) return this.#object(depth);
    if (this.#skip('[')) return this.#array(depth);
    const string = this.#string();
    if (string !== null) return string;
    const number = this.#take(NUMBER);
    if (number !== null) return new RawNumber(number);
    const word = this.#take(WORD);
    if (word === null) throw this.#unexpected();
    return word === 'null' ? null : word === 'true';
  }

  #object(depth: number): RawObject {
    const members = new Map<string, RawJson>();
    this.#take(SPACE);
    if (this.#skip('}')) return members;
    do {
      this.#take(SPACE);
      const name = this.#string();
      if (name === null) throw this.#unexpected();
      if (members.has(name)) throw new RawJsonError(`"${name.slice(0, 40)}" comes twice in one object`);
      this.#take(SPACE);
      this.#expect(':');
      members.set(name, this.value(depth + 1));
    } while (this.#skip(','));
    this.#expect('}');
    return members;
  }

  #array(depth: number): readonly RawJson[] {
    this.#take(SPACE);
    if (this.#skip(']')) return [];
    const elements: RawJson[] = [];
    do elements.push(this.value(depth + 1));
    while (this.#skip(','));
    this.#expect(']');
    return elements;
  }

  #string(): string | null {
    const token = this.#take(STRING);
    if (token === null) return null;
    const text = parsedString(token);
    if (HALF_PAIR.test(text)) throw new RawJsonError('half of a surrogate pair');
    return text;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw this.#unexpected();
  }

  #unexpected(): RawJsonError {
    return new RawJsonError(`not JSON at character ${this.#at}`);
  }
}

function parsedString(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch (cause) {
    throw new RawJsonError('not a JSON string', { cause });
  }
}
