/** Where Trustly is, and where the checkout has test banks. */

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
  readonly clearinghouse: string;
  readonly banks: readonly [string, ...string[]];
  /** The checkout has test banks there, and Pay N Play is offered. */
  readonly isInCheckout: boolean;
  /** Of its IBANs after the check digits: letters of the bank, and how many digits follow. */
  readonly bban: { readonly letters: string; readonly digits: number };
}

const elsewhere = (code: string, name: string): Country => ({
  code,
  name,
  clearinghouse: name.toUpperCase(),
  banks: [`Testbank ${name}`],
  isInCheckout: false,
  bban: { letters: '', digits: 18 },
});

export const COUNTRIES: readonly [Country, ...Country[]] = [
  {
    code: 'SE',
    name: 'Sweden',
    clearinghouse: 'SWEDEN',
    banks: ['Testbanken Mälaren', 'Sveriges Testbank'],
    isInCheckout: true,
    bban: { letters: '', digits: 20 },
  },
  {
    code: 'FI',
    name: 'Finland',
    clearinghouse: 'FINLAND',
    banks: ['Testipankki Saimaa', 'Järvi Testipankki'],
    isInCheckout: true,
    bban: { letters: '', digits: 14 },
  },
  {
    code: 'NL',
    name: 'Netherlands',
    clearinghouse: 'NETHERLANDS',
    banks: ['Testbank Polder', 'Hollandse Testbank'],
    isInCheckout: true,
    bban: { letters: 'TEST', digits: 10 },
  },
  {
    code: 'EE',
    name: 'Estonia',
    clearinghouse: 'ESTONIA',
    banks: ['Testpank Peipsi', 'Õnne Testpank'],
    isInCheckout: true,
    bban: { letters: '', digits: 16 },
  },
  elsewhere('AT', 'Austria'),
  elsewhere('BE', 'Belgium'),
  elsewhere('BG', 'Bulgaria'),
  elsewhere('CZ', 'Czech Republic'),
  elsewhere('DE', 'Germany'),
  elsewhere('DK', 'Denmark'),
  elsewhere('ES', 'Spain'),
  elsewhere('FR', 'France'),
  elsewhere('GB', 'United Kingdom'),
  elsewhere('HU', 'Hungary'),
  elsewhere('IE', 'Ireland'),
  elsewhere('IT', 'Italy'),
  elsewhere('LT', 'Lithuania'),
  elsewhere('LV', 'Latvia'),
  elsewhere('NO', 'Norway'),
  elsewhere('PL', 'Poland'),
  elsewhere('PT', 'Portugal'),
  elsewhere('RO', 'Romania'),
  elsewhere('SK', 'Slovakia'),
];

export const CHECKOUT_COUNTRIES: readonly Country[] = COUNTRIES.filter(({ isInCheckout }) => isInCheckout);

export const isCountry = (code: string): boolean => COUNTRIES.some((one) => one.code === code);
