/** The customers of the test banks, invented from a keyed digest: the same user name is the same person for ever. */
import { createHmac } from 'node:crypto';
import { accountIdOf, iban, type Account } from './accounts.ts';
import type { Country } from './countries.ts';

export interface Person {
  readonly userName: string;
  readonly kycEntityId: string;
  readonly personId: string;
  readonly firstname: string;
  readonly lastname: string;
  /** `1985-04-30` */
  readonly dateOfBirth: string;
  readonly gender: 'M' | 'F';
  readonly street: string;
  readonly zipcode: string;
  readonly city: string;
}

/** What the bank says of a login; other user names are simply people. */
export const SPECIAL_USERS = {
  underage: 'is 16 years old',
  unverified: 'the bank cannot say who it is',
  locked: 'the bank refuses the login',
  empty: 'has no account to pay from',
} as const;
export type SpecialUser = keyof typeof SPECIAL_USERS;

export function isSpecial(userName: string, kind: SpecialUser): boolean {
  return userName.toLowerCase() === kind;
}

const FIRST = [
  ['Åsa', 'F'],
  ['Björn', 'M'],
  ['Östen', 'M'],
  ['Päivi', 'F'],
  ['Jüri', 'M'],
  ['Zoë', 'F'],
] as const;
const LAST = ['Öberg', 'Järvinen', 'Sjögren', 'Põld', 'van der Meër', 'Hägg'];
const PLACES: Readonly<Record<string, readonly [street: string, zipcode: string, city: string]>> = {
  SE: ['Rådmansgatan 40', '11253', 'Norrtälje'],
  FI: ['Hämeentie 3', '00530', 'Helsinki'],
  NL: ['Zeeuwsestraat 12', '1011 AB', 'Amsterdam'],
  EE: ['Põhja puiestee 7', '10414', 'Tallinn'],
};

export class People {
  readonly #key: Buffer;

  /** @param key must survive a restart: identifiers of accounts come from it. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  personOf(country: Country, userName: string, now: number): Person {
    const digest = createHmac('sha256', this.#key)
      .update(`person\n${country.code}\n${userName.toLowerCase()}`)
      .digest();
    const at = (index: number): number => digest[index] ?? 0;
    const [firstname, gender] = FIRST[at(0) % FIRST.length] ?? FIRST[0];
    const year = isSpecial(userName, 'underage') ? new Date(now).getUTCFullYear() - 16 : 1950 + (at(2) % 50);
    const month = String(1 + (at(3) % 12)).padStart(2, '0');
    const day = String(1 + (at(4) % 28)).padStart(2, '0');
    const serial = String(digest.readUInt16BE(5) % 10_000).padStart(4, '0');
    const [street, zipcode, city] = PLACES[country.code] ?? ['Main street 1', '10000', 'Test'];
    const hex = digest.toString('hex');
    return {
      userName,
      kycEntityId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
      personId: `${country.code}${year}${month}${day}${serial}`,
      firstname,
      lastname: LAST[at(1) % LAST.length] ?? 'Test',
      dateOfBirth: `${year}-${month}-${day}`,
      gender,
      street,
      zipcode,
      city,
    };
  }

  /** Two accounts; none of `empty`. */
  accountsOf(country: Country, bank: string, person: Person): Account[] {
    if (isSpecial(person.userName, 'empty')) return [];
    return [0, 1].map((slot) => {
      const digest = createHmac('sha256', this.#key)
        .update(`account\n${country.code}\n${bank}\n${person.userName.toLowerCase()}\n${slot}`)
        .digest();
      const { letters, digits } = country.bban;
      const number = String(digest.readBigUInt64BE() % 10n ** BigInt(digits)).padStart(digits, '0');
      const full = iban(country.code, letters + number);
      return {
        accountId: accountIdOf(this.#key, country.clearinghouse, full),
        clearinghouse: country.clearinghouse,
        bank,
        lastDigits: full.slice(-4),
        verified: true,
        holder: {
          personId: person.personId,
          name: `${person.firstname} ${person.lastname}`,
          street: person.street,
          zipcode: person.zipcode,
          city: person.city,
        },
      };
    });
  }

  /** For accounts that are registered by their numbers. */
  get key(): Buffer {
    return this.#key;
  }
}
