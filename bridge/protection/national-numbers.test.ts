import { describe, expect, it } from 'vitest';
import { Digests } from '../platform/secrets/digests.ts';
import { nationalNumber, personDigest } from './national-numbers.ts';

/** Made-up numbers of the right shape. */
const SAME: readonly [string, string, readonly string[]][] = [
  [
    'SE',
    '9001011234',
    [
      '199001011234',
      '19900101-1234',
      '900101-1234',
      '900101+1234',
      'SE199001011234',
      'se19900101-1234',
      'SE:19900101-1234',
      '19900101–1234',
      '19900101−1234',
    ],
  ],
  ['SE', '9001611234', [' 900161 - 1234 ', 'PNOSE-199001611234']],
  ['FI', '010190-123D', ['010190-123d', ' 010190-123D', 'fi010190-123d', '010190–123D', 'PNOFI-010190-123D']],
  ['FI', '010190Y123D', ['010190y123d']],
  ['FI', '010105A123D', ['010105a123d']],
  ['NL', '012345678', ['12345678', '0123.45.678', '0123 45 678', 'NL012345678']],
  ['EE', '39001011234', ['390 0101 1234', 'EE39001011234', 'PNOEE-39001011234', 'pnoee-39001011234']],
  ['DK', '0101901234', ['010190-1234', 'DK0101901234']],
  ['NO', '01019012345', ['010190 12345', 'NO01019012345']],
  ['LV', '01019012345', ['010190-12345', 'PNOLV-010190-12345']],
  ['LT', '39001011234', ['PNOLT-39001011234']],
  ['PL', '90010112345', ['PL90010112345']],
  // Of no country that is known here: as it is written, without its country, spaces and small letters.
  ['CZ', '900101/1234', ['  900101/1234 ', 'CZ900101/1234', 'cz-900101/1234']],
  ['DE', 'AB123', ['DEAB123', 'ab 123', 'DEDEAB123']],
];

describe('a national identification number', () => {
  it.each(SAME)('of %s is %s however it is written', (country, number, others) => {
    for (const text of [number, ...others]) expect(nationalNumber(country, text), text).toBe(number);
  });

  it.each([
    ['SE', '90010-1234'],
    ['SE', '219001011234'],
    ['SE', '9001011234567'],
    ['FI', '010190123D'],
    ['FI', '010190-123'],
    ['FI', '199001011234'],
    ['NL', '1234567'],
    ['NL', '1234567890'],
    ['EE', '3900101123'],
    ['EE', '3900101123x'],
    ['NO', '0101901234'],
    ['CZ', '   '],
    ['CZ', 'CZ'],
    ['DE', 'x'.repeat(65)],
    ['sweden', '9001011234'],
  ])('is not, in %s, %s', (country, text) => {
    expect(nationalNumber(country, text)).toBeNull();
  });

  it('is another person in another country, and where the sign of the century differs in Finland', () => {
    const digests = new Digests(Buffer.alloc(32, 1));
    const persons = [
      personDigest(digests, 'SE', '900101-1234'),
      personDigest(digests, 'DK', '9001011234'),
      personDigest(digests, 'FI', '010190-123D'),
      personDigest(digests, 'FI', '010190A123D'),
    ];
    expect(new Set(persons).size).toBe(4);
    expect(personDigest(digests, 'SE', '19900101-1234')).toBe(persons[0]);
    expect(persons.every((person) => /^person:[0-9a-f]{64}$/.test(String(person)))).toBe(true);
  });

  it('that does not fit its country says of nobody who it is', () => {
    expect(personDigest(new Digests(Buffer.alloc(32, 1)), 'FI', '010190123D')).toBeNull();
  });
});
