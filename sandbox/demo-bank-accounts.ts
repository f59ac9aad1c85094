/** The accounts behind a login of the Demo Bank, invented from a keyed digest: the same user has the same ones for ever. */
import { createHmac, randomInt } from 'node:crypto';
import type { Money } from '../protocol/money.ts';

export interface Holder {
  readonly name: readonly string[];
  readonly address: readonly {
    readonly address1: string;
    readonly address2: string;
    readonly city: string;
    readonly state: string;
    readonly zip: string;
    readonly country: string;
  }[];
  readonly phone: readonly string[];
  readonly email: readonly string[];
}

/** How every capture from an account fails. */
export interface Declines {
  /** Of the payment provider, such as `SW054`. */
  readonly status: string;
  readonly reasonCode: string | null;
  readonly extendedReason: string | null;
  readonly thirdPartyDeclineCode: string | null;
}

export interface BankAccount {
  /** The unique bank account identifier: opaque, at most 40 characters, the same at every visit. */
  readonly ubai: string;
  readonly kind: 'Checking' | 'Savings';
  /** As the bank calls it. */
  readonly name: string;
  readonly number: string;
  /** The last four digits. */
  readonly lastDigits: string;
  readonly routingNumber: string;
  readonly profile: 'Personal' | 'Business' | 'Other' | 'Unknown' | null;
  /** Null: the bank does not tell. */
  readonly balance: Money | null;
  readonly holder: Holder | null;
  /** What the bank does not tell and the player is asked for. */
  readonly missing: readonly ('number' | 'place')[];
  readonly declines: Declines | null;
}

export type AccountSet =
  | 'usual'
  | 'longRouting'
  | 'wrongRouting'
  | 'empty'
  | 'emptyAndFull'
  | 'shortNumber'
  | 'shortNumberAndFull'
  | 'partialNumbers'
  | 'partialNumbersNoRouting'
  | 'noCustomer'
  | 'noRouting'
  | 'invalidRouting'
  | 'ownHolders'
  | 'ten'
  | 'noBalance'
  | 'noNumber'
  | 'numberOfUser'
  | 'randomBalance'
  | 'random'
  | 'largeHolder'
  | 'creditCard'
  | 'profiles'
  | 'declining'
  | { readonly balanceMinor: number };

/** What a bank tells of an account, before it is looked at whether it can be paid from. */
type Told = Omit<BankAccount, 'kind' | 'number' | 'routingNumber' | 'lastDigits'> & {
  kind: BankAccount['kind'] | 'Credit card';
  number: string | null;
  routingNumber: string | null;
};

const CURRENCY = 'USD';
const usd = (minor: number): Money => ({ minor, currency: CURRENCY });
const CHECKING = usd(248_035);
const SAVINGS = usd(31_000);

const ROUTING_NUMBER = '124003116';
const PLACES = [
  ['2000 Broadway Street', '', 'Redwood City', 'CA', '94063'],
  ['105 Alternate Street', '#401', 'Redmond', 'WA', '98052'],
] as const;
const NAMES = ['Dana Demo', 'Robin Sample'] as const;

export class DemoAccounts {
  readonly #digest: (slot: string) => Buffer;
  readonly #user: string;

  /** @param key makes identifiers opaque; must survive a restart, since limits are counted by them. */
  constructor(key: Buffer, bankId: string, user: string) {
    this.#digest = (slot) => createHmac('sha256', key).update(`${bankId}\n${user}\n${slot}`).digest();
    this.#user = user;
  }

  /** Those that can be paid from. */
  of(set: AccountSet): BankAccount[] {
    return this.#told(set).flatMap((told) => {
      const { kind, number } = told;
      const routingNumber = routingNumberIn(told.routingNumber);
      if (kind === 'Credit card' || number === null || number.length < 4 || routingNumber === null) return [];
      return [{ ...told, kind, number, routingNumber, lastDigits: number.slice(-4) }];
    });
  }

  #told(set: AccountSet): Told[] {
    if (typeof set === 'object') return [this.#checking({ balance: usd(set.balanceMinor) })];
    const checking = (but: Partial<Told> = {}) => this.#checking(but);
    const savings = (but: Partial<Told> = {}) => this.#savings(but);
    const both = (but: Partial<Told>) => [checking(but), savings(but)];
    switch (set) {
      case 'usual':
        return both({});
      case 'longRouting':
        return both({ routingNumber: `00${ROUTING_NUMBER}7` });
      case 'wrongRouting':
        return [checking({ routingNumber: '999999999999' })];
      case 'empty':
        return [checking({ balance: usd(0) })];
      case 'emptyAndFull':
        return [checking({ balance: usd(0) }), savings()];
      case 'shortNumber':
        return [checking({ number: '123' })];
      case 'shortNumberAndFull':
        return [checking({ number: '123' }), savings()];
      case 'partialNumbers':
        return both({ missing: ['number'] });
      case 'partialNumbersNoRouting':
        return both({ missing: ['number', 'place'] });
      case 'noCustomer':
        return both({ holder: null });
      case 'noRouting':
        return both({ missing: ['place'] });
      case 'invalidRouting':
        return both({ declines: declining('SW056', '9') });
      case 'ownHolders':
        return [checking({ holder: holderAt(0) }), savings({ holder: holderAt(1) })];
      case 'ten':
        return Array.from({ length: 10 }, (_, index) =>
          this.#account(`Account ${index + 1}`, 'Checking', { balance: usd(10_000 * (index + 1)) }),
        );
      case 'noBalance':
        return [checking({ balance: null }), savings()];
      case 'noNumber':
        return [checking({ number: null, routingNumber: null }), savings()];
      case 'numberOfUser': {
        const number = /_([0-9]{4,17})$/.exec(this.#user)?.[1];
        return [checking(number === undefined ? {} : { number })];
      }
      case 'randomBalance':
        return [checking({ balance: usd(randomInt(100, 500_000)) })];
      case 'random':
        return [
          this.#account(`Random ${randomInt(1_000_000_000)}`, 'Checking', { name: 'Demo Random Account' }),
        ];
      case 'largeHolder':
        return both({ holder: LARGE_HOLDER });
      case 'creditCard':
        return [checking({ kind: 'Credit card', name: 'Demo Credit Card' })];
      case 'profiles':
        return (['Business', 'Personal', 'Other', 'Unknown', null] as const).map((profile) =>
          this.#account(`${profile ?? 'No'} profile`, 'Checking', { profile }),
        );
      case 'declining':
        return [
          this.#account('SW054', 'Checking', { declines: declining('SW054', '3') }),
          this.#account('SW055', 'Checking', { declines: declining('SW055', '8', 'TCK-2871-0955') }),
          this.#account('SW056', 'Checking', { declines: declining('SW056', '10') }),
        ];
    }
  }

  #checking(but: Partial<Told>): Told {
    return this.#account('Checking', 'Checking', {
      name: 'Demo Checking Account',
      balance: CHECKING,
      ...but,
    });
  }

  #savings(but: Partial<Told>): Told {
    return this.#account('Savings', 'Savings', { name: 'Demo Savings Account', balance: SAVINGS, ...but });
  }

  #account(slot: string, kind: BankAccount['kind'], but: Partial<Told>): Told {
    const digest = this.#digest(slot);
    const lastDigits = String(digest.readUInt32BE(28) % 10_000).padStart(4, '0');
    return {
      ubai: digest.toString('base64url').slice(0, 36),
      kind,
      name: `Demo ${slot} Account`,
      number: String(digest.readUInt32BE(24) % 1_000_000).padStart(6, '0') + lastDigits,
      routingNumber: ROUTING_NUMBER,
      profile: 'Personal',
      balance: CHECKING,
      holder: holderAt(0),
      missing: [],
      declines: null,
      ...but,
    };
  }
}

function declining(status: string, reasonCode: string, thirdPartyDeclineCode: string | null = null) {
  return { status, reasonCode, extendedReason: null, thirdPartyDeclineCode };
}

/** The bank's routing number, or the valid one inside of a text that is too long; null when there is none. */
function routingNumberIn(text: string | null): string | null {
  if (text === null) return null;
  for (let start = 0; start + 9 <= text.length; start += 1) {
    const candidate = text.slice(start, start + 9);
    if (isRoutingNumber(candidate)) return candidate;
  }
  return null;
}

/** The check of the American Bankers Association: weights 3, 7, 1. */
export function isRoutingNumber(text: string): boolean {
  if (!/^[0-9]{9}$/.test(text) || text === '000000000') return false;
  const sum = Array.from(text).reduce(
    (total, digit, index) => total + Number(digit) * ([3, 7, 1][index % 3] ?? 0),
    0,
  );
  return sum % 10 === 0;
}

function holderAt(index: 0 | 1): Holder {
  const [address1, address2, city, state, zip] = PLACES[index];
  return {
    name: [NAMES[index]],
    address: [{ address1, address2, city, state, zip, country: 'US' }],
    phone: [`555010${index}000`],
    email: [`demo${index}@example.com`],
  };
}

const LARGE_HOLDER: Holder = {
  name: Array.from({ length: 20 }, (_, index) => `${NAMES[0]} ${'Longname '.repeat(20)}${index}`),
  address: Array.from({ length: 20 }, () => holderAt(1).address).flat(),
  phone: Array.from({ length: 20 }, (_, index) => `55501${String(index).padStart(5, '0')}`),
  email: Array.from({ length: 20 }, (_, index) => `demo${index}.${'long'.repeat(20)}@example.com`),
};
