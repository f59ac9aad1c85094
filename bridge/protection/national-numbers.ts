/**
 * National identification numbers, so that the same person has the same number however a list or a bank writes it. Check
 * digits are not looked at: numbers with a wrong one have been issued, and a list must not be refused for such a person.
 */
import type { Digests, PersonDigest } from '../platform/secrets/digests.ts';

interface Writing {
  /** What is written between the characters of a number, and says nothing. */
  readonly between: RegExp;
  /** The first group is the number. */
  readonly shape: RegExp;
  /** Leading zeros are often left out. */
  readonly length?: number;
}

const WRITINGS: Readonly<Record<string, Writing>> = {
  /**
   * Personnummer and samordningsnummer, with or without the century. It is left out: from ten digits it could only be guessed by
   * the date, and two people with the same ten digits are a hundred years apart.
   */
  SE: { between: /[\s+-]/g, shape: /^(?:18|19|20)?([0-9]{10})$/ },
  /** Henkilötunnus. The sign in the middle tells the century, and tells people apart. */
  FI: { between: /\s/g, shape: /^([0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y])$/ },
  /** BSN. */
  NL: { between: /[\s.-]/g, shape: /^([0-9]{8,9})$/, length: 9 },
  /** Isikukood. */
  EE: { between: /[\s-]/g, shape: /^([0-9]{11})$/ },
  /** CPR. */
  DK: { between: /[\s-]/g, shape: /^([0-9]{10})$/ },
  /** Fødselsnummer and D-nummer. */
  NO: { between: /[\s-]/g, shape: /^([0-9]{11})$/ },
  /** Personas kods. */
  LV: { between: /[\s-]/g, shape: /^([0-9]{11})$/ },
  /** Asmens kodas. */
  LT: { between: /[\s-]/g, shape: /^([0-9]{11})$/ },
  /** PESEL. */
  PL: { between: /[\s-]/g, shape: /^([0-9]{11})$/ },
};

const LONGEST = 64;

export const COUNTRY_PATTERN = '^[A-Z]{2}$';
export const COUNTRY = new RegExp(COUNTRY_PATTERN);

/** Whose numbers have a shape here. */
export function isKnownCountry(country: string): boolean {
  return Object.hasOwn(WRITINGS, country);
}

/** What a number may begin with, and however often: `SE199001011234`, `SE:19900101-1234`, `PNOEE-39001011234`. */
const prefixOf = (country: string) => new RegExp(`^(?:(?:PNO)?${country}[-:]?)+`);
/** Dashes, however they are typed: hyphens, an en dash, a minus. */
const DASHES = /[\p{Pd}\u2212\u00ad]/gu;

/**
 * @param country as ISO 3166-1 has it, in capitals. @param text may begin with it.
 * @returns null: it is none of this country. Where the country has no row here, any text is one, without spaces and in capitals.
 */
export function nationalNumber(country: string, text: string): string | null {
  if (!COUNTRY.test(country)) return null;
  const written = text.normalize('NFKC').replace(DASHES, '-').replace(/\s/g, '').toUpperCase();
  const bare = written.replace(prefixOf(country), '');
  const writing = WRITINGS[country];
  if (!writing) return bare === '' || bare.length > LONGEST ? null : bare;
  const { between, shape, length = 0 } = writing;
  const number = shape.exec(bare.replace(between, ''))?.[1];
  return number?.padStart(length, '0') ?? null;
}

/** Of whom a bank names. @returns null: it is no number of this country, so it is not known who it is. */
export function personDigest(digests: Digests, country: string, text: string): PersonDigest | null {
  const number = nationalNumber(country, text);
  return number === null ? null : digests.person(country, number);
}
