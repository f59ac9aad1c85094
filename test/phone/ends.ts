/** How a payment may end for the player, as data: what phone, glass, ledger and meter have to say then. */

export interface Ending {
  /** The heading on the phone, and what it says below. */
  readonly phone: string;
  readonly says: readonly string[];
  /** What the player can do next. The digits of an account are left out. */
  readonly offers: readonly string[];
  /** What the kiosk is told beside its codes. */
  readonly glass: readonly string[];
  /** What became of each time that Trustly was asked for the money, and what of the credit. */
  readonly payment: readonly string[];
  /** Of this phone. */
  readonly accounts: 'none' | 'on file' | 'forgotten';
  readonly books: readonly string[];
  /** On the machine's meter, in cents. */
  readonly meter: number;
}

/** In the words of our pages, what Trustly's document suggests: sorry, not at this time, please choose another. */
const ANOTHER = 'Sorry, we cannot take money from this account now. Please choose another one.';
const AGAIN =
  'Sorry, your bank could not do this now. Nothing was taken. Try again, or choose another account.';
const NEXT_CODE = 'For another amount, scan the next code on the machine. It comes by itself.';

/** The document: this exact language, with the code that Trustly has told. */
export const adverseText = (code: string): readonly string[] => [
  'The decision not to accept your payment was based, in whole or in part, on information provided by TeleCheck Services, Inc. To learn more, please visit https://getassistance.telecheck.com/index.html.',
  'TeleCheck is located at 5565 Glenridge Connector, NE, Atlanta, GA 30342.',
  'The mailing address is P.O. Box 6806 Hagerstown, MD 21741-6806.',
  `The toll-free number is 1-800-366-2425. Please reference ${code} when you call.`,
  'Under the Fair Credit Reporting Act: Consumers have the right to a free copy of their information held in TeleCheck’s files for a period of 60 days following an adverse action. Consumers also may dispute the accuracy or completeness of any information in TeleCheck’s consumer report.',
];

const BANK = 'Choose your bank';
const tap = (dollars: number) => `Add $${dollars}.00 from Demo Bank ••####`;

const NOTHING = { glass: [], books: [], meter: 0 };
const AT_BANK = { ...NOTHING, phone: BANK, says: [], offers: [BANK], payment: [], accounts: 'none' } as const;
const NOT_PAID = { ...NOTHING, phone: 'Not paid', offers: [BANK] } as const;

export const ENDS = {
  /** The bank let nobody in: the player left, and may choose a bank anew. */
  LEFT: () => ({
    ...AT_BANK,
    says: ['You add $20.00. Log in at your bank and choose an account.', NEXT_CODE],
  }),
  PAID: (dollars = 20) => ({
    phone: 'Added to the machine',
    says: ['Your credits are on the meter. Enjoy your game.', `$${dollars}.00`],
    offers: [],
    glass: [`order $${dollars}.00`],
    payment: ['COMPLETED', 'credit CREDITED'],
    accounts: 'on file',
    books: [`capture $${dollars}.00`, `credit $${dollars}.00`],
    meter: dollars * 100,
  }),
  /** No words: the page of the bank comes next. */
  REFRESH: () => ({
    ...NOTHING,
    phone: 'Log in at your bank again',
    says: ['Your bank asks for it from time to time. Your payment then goes on by itself.'],
    offers: ['Log in at your bank'],
    payment: ['not taken'],
    accounts: 'on file',
  }),
  ACCOUNT_REMOVED: () => ({
    ...NOT_PAID,
    says: [ANOTHER, NEXT_CODE],
    payment: ['not taken'],
    accounts: 'forgotten',
  }),
  ADVERSE: (_dollars?: number, code = 'TCK-2871-0955') => ({
    ...NOT_PAID,
    says: adverseText(code),
    payment: ['not taken'],
    accounts: 'forgotten',
  }),
  TRY_AGAIN: (dollars = 20) => ({
    ...NOT_PAID,
    says: [AGAIN, NEXT_CODE],
    offers: [BANK, tap(dollars)],
    payment: ['not taken'],
    accounts: 'on file',
  }),
  NOT_ENOUGH: (dollars = 20) => ({
    ...NOT_PAID,
    says: [ANOTHER, NEXT_CODE],
    offers: [BANK, tap(dollars)],
    payment: ['not taken'],
    accounts: 'on file',
  }),
} as const satisfies Record<string, (dollars?: number) => Ending>;
export type End = keyof typeof ENDS;
