import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, MOST_DEEP, plainOf, RawJsonError, RawNumber, readRawJson } from './raw-json.ts';

const read = (text: string) => readRawJson(Buffer.from(text), 65_536);

describe('JSON as it is signed', () => {
  it.each(['100.10', '-0', '1e5', '1E+5', '12345678901234567890.0'])(
    'keeps the text of the number %s',
    (text) => {
      expect(read(`{"amount":${text}}`)).toEqual({ amount: new RawNumber(text) });
      expect(plainOf(read(`[${text}]`))).toEqual([text]);
    },
  );

  it('keeps every field, whatever its name', () => {
    const raw = read('{"__proto__":"a","constructor":{"toString":[]},"10":null,"9":true}');
    expect(canonicalText(raw)).toBe('{"10":null,"9":true,"__proto__":"a","constructor":{"toString":[]}}');
  });

  it('reads what is null as what is not there', () => {
    expect(plainOf(read('{"a":null,"b":{"c":null},"d":[null,"x"]}'))).toEqual({ b: {}, d: [null, 'x'] });
  });

  it.each([
    ['a key twice', '{"amount":"1.00","amount":"1.00"}', 'NOT_JSON'],
    ['a key twice under another spelling', '{"amount":"1.00","\\u0061mount":"1.00"}', 'NOT_JSON'],
    ['half a message', '{"amount":', 'NOT_JSON'],
    ['half a surrogate pair', '{"name":"\\ud800"}', 'NOT_STORABLE'],
    ['a NUL character', '{"name":"\\u0000"}', 'NOT_STORABLE'],
    ['one level too deep', '['.repeat(MOST_DEEP + 2) + ']'.repeat(MOST_DEEP + 2), 'TOO_DEEP'],
    ['a thousand levels', '['.repeat(1_000) + ']'.repeat(1_000), 'TOO_DEEP'],
    ['more bytes than may come', `"${'x'.repeat(65_536)}"`, 'TOO_LARGE'],
  ])('refuses %s', (_what, text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code }));
    expect(() => read(text)).toThrow(RawJsonError);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => readRawJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22), 100)).toThrow('not UTF-8');
  });

  it('has one text for all that says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const pretty = JSON.stringify(value, null, 2);
        expect(canonicalText(read(pretty))).toBe(canonicalText(read(text)));
        expect(JSON.parse(canonicalText(read(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});
