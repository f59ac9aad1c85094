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
/** What a number may begin with: `SE199001011234`, `PNOEE-39001011234`. */
const PREFIX = /^(?:PNO)?([A-Z]{2})-?/;

/**
 * @param country as ISO 3166-1 has it, in capitals. @param text may begin with it.
 * @returns null: it is none of this country. Where the country has no row here, any text is one, as it is written.
 */
export function nationalNumber(country: string, text: string): string | null {
  if (!COUNTRY.test(country)) return null;
  const written = text.trim();
  const prefix = PREFIX.exec(written);
  const bare = prefix?.[1] === country ? written.slice(prefix[0].length) : written;
  const writing = WRITINGS[country];
  if (!writing) return bare === '' || bare.length > LONGEST ? null : bare;
  const { between, shape, length = 0 } = writing;
  const number = shape.exec(bare.toUpperCase().replace(between, ''))?.[1];
  return number?.padStart(length, '0') ?? null;
}

/** Of whom a bank names: a number that is none of its country is taken as it is written. */
export function personDigest(digests: Digests, country: string, text: string): PersonDigest {
  return digests.person(country, nationalNumber(country, text) ?? text.trim());
}
