/** Bad requests made from a documented example: each wrong in one way that the document forbids. */
import type { Operation } from './operations.ts';

export interface BadRequest {
  readonly what: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Values of every JSON type, and strings that some parser somewhere would take for an amount or an id. */
const WRONG_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  20,
  0.001,
  1e308,
  2 ** 53 + 2,
  '',
  ' ',
  '20.00 ',
  '-20.00',
  '+20.00',
  '20,00',
  '1e3',
  '0x14',
  '020.00',
  '.50',
  '20.',
  '20.00001',
  '99999999999999999999',
  'NaN',
  'Infinity',
  '٢٠',
  'usd',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '%00',
  "'; DROP TABLE fundings; --",
  'x'.repeat(65),
  'x'.repeat(10_000),
  [],
  ['20.00'],
  {},
  { toString: '20.00' },
];

export function badRequests(operation: Operation): BadRequest[] {
  const { body } = operation;
  if (!body) return [];
  const { example } = body;
  const text = JSON.stringify(example);
  const bodies: { what: string; value: unknown }[] = [
    ...[null, true, 7, 'text', [], [example]].map((value) => ({
      what: `a body of ${JSON.stringify(value)}`,
      value,
    })),
    ...Object.keys(example).flatMap((key) =>
      WRONG_VALUES.map((value) => ({
        what: `${key} of ${JSON.stringify(value).slice(0, 40)}`,
        value: { ...example, [key]: value },
      })),
    ),
    ...Object.keys(example).map((key) => ({ what: `no ${key}`, value: without(example, key) })),
    { what: 'a field too many', value: { ...example, amount2: '1.00' } },
    { what: 'a prototype', value: JSON.parse(`{"__proto__":{"admin":true},${text.slice(1)}`) as unknown },
  ];
  return [
    ...bodies
      .filter(({ value }) => !body.isValid(value))
      .map(({ what, value }) => ({ what, body: JSON.stringify(value), headers: JSON_TYPE })),
    ...Object.keys(example).map((key) => ({
      what: `${key} twice`,
      body: `{${JSON.stringify(key)}:${JSON.stringify(example[key])},${text.slice(1)}`,
      headers: JSON_TYPE,
    })),
    ...encodings(text),
  ];
}

function encodings(text: string): BadRequest[] {
  const utf8 = new TextEncoder().encode(text);
  const utf16 = Uint8Array.from(Buffer.from(text, 'utf16le'));
  return [
    { what: 'nothing', body: '', headers: JSON_TYPE },
    { what: 'half a text', body: text.slice(0, -1), headers: JSON_TYPE },
    { what: 'more than one text', body: text + text, headers: JSON_TYPE },
    { what: 'a comment', body: `/**/${text}`, headers: JSON_TYPE },
    { what: 'UTF-16', body: utf16, headers: JSON_TYPE },
    {
      what: 'a broken UTF-8 sequence',
      body: Uint8Array.of(...utf8.slice(0, -2), 0xc3, 0x28, 0x22, 0x7d),
      headers: JSON_TYPE,
    },
    { what: 'another charset', body: text, headers: { 'content-type': 'application/json; charset=utf-16' } },
    {
      what: 'a form',
      body: 'amount=20.00',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    { what: 'plain text', body: text, headers: { 'content-type': 'text/plain' } },
    { what: 'no type', body: utf8, headers: {} },
    {
      what: 'a claim to be compressed',
      body: text.slice(1),
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    },
    { what: 'deep nesting', body: '['.repeat(8_000) + ']'.repeat(8_000), headers: JSON_TYPE },
    { what: 'a very large body', body: `{"fundingId":"${'x'.repeat(20_000)}"}`, headers: JSON_TYPE },
  ];
}

function without(example: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _, ...rest } = example;
  return rest;
}
