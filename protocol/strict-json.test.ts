import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseStrictJson, StrictJsonError } from './strict-json.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    const text = '{"a":[{"b":1},{"b":"a:{\\"}"}],"c":{"a":null},"d":"\\u00e9"}';
    expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
  });

  it.each([
    ['a key that comes twice', '{"amount":"1.00","amount":"2.00"}'],
    ['a key that comes twice under another spelling', '{"amount":"1.00","\\u0061mount":"2.00"}'],
    ['a key that comes twice further in', '{"a":[{"b":1,"c":{},"b":2}]}'],
    ['half a text', '{"amount":'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(() => parseStrictJson(bytes(text))).toThrow(StrictJsonError);
  });

  it('refuses a text without saying anything of it [no-personal-data]', () => {
    const refused = (text: string): unknown => {
      try {
        return parseStrictJson(bytes(text));
      } catch (error) {
        return error;
      }
    };
    for (const text of ['55443322110 Secretname', '{"number": 55443322110 Secretname'])
      expect(inspect(refused(text), { depth: 9 })).not.toMatch(/55443322110|Secretname/);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toThrow('not UTF-8');
  });
});
