/**
 * What may be sent with an order, field by field, as Trustly documents it. A request that is not of these schemas is not sent: what
 * Trustly would answer to it is known before.
 */
import { isIP } from 'node:net';
import { Type, type Static } from 'typebox';
import { isStorable } from '../../../protocol/storable-text.ts';
import { isDay } from './times.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;

const text = (maxLength = 200) =>
  Type.Refine(Type.String({ minLength: 1, maxLength }), isStorable, () => 'must be a text that can be kept');
const day = () => Type.Refine(Type.String(), isDay, () => 'must be a day, YYYY-MM-DD');
const webUrl = () =>
  Type.Refine(Type.String({ maxLength: 2_000 }), isWebUrl, () => 'must be an http(s) address');
const flag = () => Type.Literal('1');
const country = () => Type.String({ pattern: '^[A-Z]{2}$' });

function isWebUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && isStorable(value);
}

/** The id of an order of ours, or of a player. Neither a name nor a number that the casino knows the player by. */
export const OwnId = Type.String({ pattern: '^[A-Za-z0-9._:-]{1,100}$' });

/** A party to the payment, where the account has to name it. An organisation has its name as Firstname, and no Lastname. */
export const Party = Type.Object(
  {
    Partytype: Type.Enum(['PERSON', 'ORGANISATION']),
    Firstname: text(),
    Lastname: optional(text()),
    CountryCode: country(),
    CustomerID: optional(text()),
    Address: optional(text(400)),
    DateOfBirth: optional(text(40)),
  },
  closed,
);

const merchant = {
  ExternalReference: optional(text()),
  PSPMerchant: optional(text()),
  PSPMerchantURL: optional(text(400)),
  MerchantCategoryCode: optional(Type.String({ pattern: '^[0-9]{4}$' })),
};

const person = {
  Firstname: optional(text()),
  Lastname: optional(text()),
  Email: optional(Type.String({ pattern: '^[^@\\s]{1,64}@[^@\\s]{1,190}$' })),
  MobilePhone: optional(Type.String({ pattern: '^\\+[1-9][0-9]{5,14}$' })),
  NationalIdentificationNumber: optional(text(40)),
};

const address = {
  AddressCountry: optional(country()),
  AddressPostalCode: optional(text(40)),
  AddressCity: optional(text()),
  AddressLine1: optional(text()),
  AddressLine2: optional(text()),
  Address: optional(text(400)),
};

const checkout = {
  Country: country(),
  Locale: Type.String({ pattern: '^[a-z]{2}(?:_[A-Z]{2})?$' }),
  SuccessURL: webUrl(),
  FailURL: webUrl(),
  IP: Type.Refine(
    Type.String(),
    (value) => isIP(value) !== 0,
    () => 'must be one IP address',
  ),
  TemplateURL: optional(webUrl()),
  URLTarget: optional(Type.Enum(['_top', '_self', '_parent'])),
  ReturnToAppURL: optional(text(400)),
  URLScheme: optional(text(400)),
  UnchangeableNationalIdentificationNumber: optional(flag()),
  IntegrationModule: optional(text()),
};

export const DepositAttributes = Type.Object(
  {
    ...checkout,
    ...person,
    ...merchant,
    ShopperStatement: text(140),
    AccountID: optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    Method: optional(Type.String({ pattern: '^[a-z0-9_.]{1,100}$' })),
    /** Pay N Play: the bank says who the player is, so that no name and no e-mail address is sent. */
    RequestKYC: optional(flag()),
    RequestDirectDebitMandate: optional(flag()),
    ChargeAccountID: optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    QuickDeposit: optional(flag()),
    /** In Trustly's test environment only. */
    HoldNotifications: optional(flag()),
    ShippingAddressCountry: optional(country()),
    ShippingAddressPostalCode: optional(text(40)),
    ShippingAddressCity: optional(text()),
    ShippingAddressLine1: optional(text()),
    ShippingAddressLine2: optional(text()),
    ShippingAddress: optional(text(400)),
    RecipientInformation: optional(Party),
  },
  closed,
);
export type DepositAttributes = Static<typeof DepositAttributes>;

export const SelectAccountAttributes = Type.Object(
  {
    ...checkout,
    ...person,
    ...merchant,
    ShopperStatement: optional(text(140)),
    DateOfBirth: optional(day()),
    RequestDirectDebitMandate: optional(flag()),
  },
  closed,
);
export type SelectAccountAttributes = Static<typeof SelectAccountAttributes>;

export const WithdrawAttributes = Type.Object(
  {
    ...checkout,
    ...person,
    ...merchant,
    ...address,
    ShopperStatement: optional(text(140)),
    DateOfBirth: day(),
  },
  closed,
);
export type WithdrawAttributes = Static<typeof WithdrawAttributes>;

export const AccountPayoutAttributes = Type.Object(
  { ...merchant, ShopperStatement: text(140), SenderInformation: optional(Party) },
  closed,
);
export type AccountPayoutAttributes = Static<typeof AccountPayoutAttributes>;

export const RegisterAccountAttributes = Type.Object(
  { ...person, ...address, DateOfBirth: optional(day()) },
  closed,
);
export type RegisterAccountAttributes = Static<typeof RegisterAccountAttributes>;

/** A bank account by its numbers. In countries with IBAN the AccountNumber is the IBAN, and BankNumber is empty. */
export const BankAccount = Type.Object(
  {
    ClearingHouse: Type.String({ pattern: '^[A-Z]{3,40}$' }),
    BankNumber: Type.String({ pattern: '^[A-Za-z0-9 -]{0,40}$' }),
    AccountNumber: Type.String({ pattern: '^[A-Za-z0-9 -]{1,40}$' }),
    Firstname: text(),
    Lastname: text(),
  },
  closed,
);
export type BankAccount = Static<typeof BankAccount>;
