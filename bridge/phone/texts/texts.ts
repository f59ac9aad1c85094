/** Everything the phone's pages say. A catalogue is a value of this type, so a missing text does not compile. */

/** Why a page cannot be used. */
export type Refusal =
  | 'CODE_EXPIRED'
  | 'CODE_NOT_OURS'
  | 'MACHINE_GONE'
  | 'MACHINE_DISABLED'
  | 'MACHINE_NOT_CONNECTED'
  | 'MACHINE_NOT_READY'
  | 'AMOUNT_NOT_TAKEN'
  /** Of somebody who is excluded. The words say nothing of that: others may read them [excluded-stays-out]. */
  | 'NOT_TAKEN_HERE'
  | 'NO_COOKIE'
  | 'FORM_OLD'
  | 'TOO_MANY'
  | 'NOTHING_HERE'
  | 'FAILED';

interface Statement {
  readonly title: string;
  readonly body: string;
}

export interface PhoneTexts {
  /** The language in its own words. */
  readonly language: string;
  readonly languages: string;
  readonly addMoney: string;
  toMachine(machine: string): string;
  readonly payFrom: string;
  readonly anotherBank: string;
  readonly firstTime: string;
  /** The bank is asked for each payment. */
  readonly eachTime: string;
  readonly oneTap: string;
  readonly amount: string;
  readonly otherAmount: string;
  readonly otherButton: string;
  between(least: string, most: string): string;
  readonly notAnAmount: string;
  readonly chooseBank: string;
  /** At the bank of an account that is on file: there is nothing to choose. */
  readonly logIn: string;
  atBank(amount: string): string;
  readonly bankAgain: Statement;
  readonly needsScript: string;
  readonly bankNotLoaded: string;
  payWith(amount: string, account: string): string;
  readonly bankAccount: string;
  readonly waiting: Statement;
  readonly capturing: Statement;
  readonly onItsWay: Statement;
  readonly beingAdded: Statement;
  readonly added: Statement;
  /** Less was added than was paid. */
  readonly addedInPart: Statement;
  readonly addedInPartByAttendant: Statement;
  readonly unconfirmed: Statement;
  readonly goingBack: Statement;
  readonly goingBackByAttendant: Statement;
  /** Who comes back from the bank in another browser is no phone that we know. */
  readonly elsewhere: Statement;
  readonly declined: string;
  readonly otherAmountByNextCode: string;
  readonly tooLate: Statement;
  readonly look: string;
  readonly passkeyOffer: string;
  readonly passkeyMake: string;
  readonly passkeyFind: string;
  readonly passkeyMade: string;
  /** Cancelled at the phone, or refused by us. */
  readonly notConfirmed: string;
  readonly passkeyGone: string;
  /** What the phone lists the passkey by, beside the casino's name: no word about the player. */
  readonly passkeyName: string;
  /** What it means: whoever has the card can pay. */
  readonly cardOffer: string;
  readonly cardMake: string;
  readonly cardMade: string;
  byCard(account: string): string;
  readonly cardGone: string;
  readonly cardOpens: string;
  readonly cardEnd: string;
  readonly cardEnded: Statement;
  readonly accounts: string;
  readonly noAccounts: string;
  readonly addByCode: string;
  /** Where no cookie opens accounts, and the phone has no passkey. */
  readonly addByPaying: string;
  readonly addAtBank: string;
  readonly addAtBankBody: string;
  readonly accountAdded: string;
  /** Of an account whose name is not known yet. */
  readonly beingLookedUp: string;
  /** Of an account that was told by its numbers. */
  readonly payoutsOnly: string;
  readonly waitsForCode: string;
  readonly tellCode: string;
  readonly tellCodeBody: string;
  /** After a payment from an account that waits for its code. */
  readonly bankSendsCode: Statement;
  readonly accountElsewhere: Statement;
  readonly addByNumbers: string;
  readonly numbersBody: string;
  readonly nameOnAccount: string;
  readonly routingNumber: string;
  readonly accountNumber: string;
  readonly accountKind: string;
  readonly checking: string;
  readonly savings: string;
  readonly addNumbers: string;
  readonly wrongNumbers: Readonly<Record<'holder' | 'routing' | 'number', string>>;
  readonly numbersAsking: string;
  readonly numbersToldBefore: string;
  readonly numbersNotTaken: string;
  readonly forget: string;
  forgetThis(account: string): string;
  readonly forgetBody: string;
  readonly forgetNow: string;
  readonly forgotten: Statement;
  readonly refused: Readonly<Record<Refusal, Statement>>;
}
