import type { PhoneTexts } from './texts.ts';

export const en: PhoneTexts = {
  language: 'English',
  languages: 'Language',
  addMoney: 'Add money',
  toMachine: (machine) => `To machine ${machine}`,
  payFrom: 'Pay from',
  anotherBank: 'Another bank account',
  firstTime: 'Choose an amount. Then you log in at your bank, this first time only.',
  oneTap: 'One tap on an amount pays.',
  amount: 'Amount',
  otherAmount: 'Other amount',
  otherButton: 'Add this amount',
  between: (least, most) => `From ${least} to ${most}`,
  notAnAmount: 'This amount cannot be added. Nothing was taken.',
  chooseBank: 'Choose your bank',
  logIn: 'Log in at your bank',
  atBank: (amount) => `You add ${amount}. Log in at your bank and choose an account.`,
  bankAgain: {
    title: 'Log in at your bank again',
    body: 'Your bank asks for it from time to time. Your payment then goes on by itself.',
  },
  needsScript:
    'The login at your bank needs JavaScript. Turn it on in this browser, then open this page again.',
  bankNotLoaded: 'The page of the banks could not be loaded. Nothing was taken. Open this page again.',
  payWith: (amount, account) => `Add ${amount} from ${account}`,
  bankAccount: 'Bank account',
  waiting: { title: 'Waiting for your bank', body: 'Nothing was taken so far.' },
  capturing: { title: 'Paying', body: 'We are asking your bank. This takes some seconds.' },
  onItsWay: { title: 'On its way', body: 'Your bank has agreed. Your money comes in a moment.' },
  beingAdded: { title: 'Paid', body: 'Your money is being added to the machine.' },
  added: { title: 'Added to the machine', body: 'Your credits are on the meter. Enjoy your game.' },
  addedInPart: { title: 'Added in part', body: 'The rest goes back to your account.' },
  addedInPartByAttendant: {
    title: 'Please ask an attendant',
    body: 'A part was added. An attendant will give you the rest.',
  },
  unconfirmed: {
    title: 'Please wait at the machine',
    body: 'We are confirming your payment. Do not pay again. An attendant will help you.',
  },
  goingBack: {
    title: 'Your money goes back',
    body: 'The machine did not take it. It goes back to your bank account.',
  },
  goingBackByAttendant: {
    title: 'Please ask an attendant',
    body: 'The machine did not take your money. An attendant will give it back to you.',
  },
  elsewhere: {
    title: 'Your payment goes on in another browser',
    body: 'You began there. Do not pay again: look there, or at the machine.',
  },
  declined: 'Not paid',
  otherAmountByNextCode: 'For another amount, scan the next code on the machine. It comes by itself.',
  tooLate: { title: 'Time is up', body: 'Nothing was taken. Scan the code on the machine again.' },
  look: 'See your payment',
  passkeyOffer:
    'This phone can pay with one touch: your finger, your face or its code. Then only you pay with it.',
  passkeyMake: 'Next time with one touch on this phone',
  passkeyFind: 'Paid here before? Use your passkey',
  passkeyMade: 'This phone has its passkey. Next time one touch pays.',
  notConfirmed: 'Not confirmed with your passkey. Nothing was taken. Try again, or log in at your bank.',
  passkeyGone: 'This passkey opens no account any more. Nothing was taken. Log in at your bank.',
  passkeyName: 'Payments at the machine',
  cardOffer:
    "While your player's card is in the machine, any phone can pay from this account with one tap, without your bank. Keep card and PIN to yourself.",
  cardMake: 'Find this account with my card on another phone too',
  cardMade: "Your player's card finds this account on another phone now.",
  byCard: (account) => `${account}, by your player's card`,
  cardGone:
    "This player's card is not in the machine any more, or does not open this account. Nothing was taken.",
  cardOpens: "Your player's card finds the accounts of this phone on another phone.",
  cardEnd: 'Not by my card any more',
  cardEnded: {
    title: 'Not by your card any more',
    body: "Your player's card finds no account of this phone any more.",
  },
  forget: 'Forget',
  forgetThis: (account) => `Forget ${account}?`,
  forgetBody: 'We delete it for good. To use it again, you log in at your bank again.',
  forgetNow: 'Forget this account',
  forgotten: { title: 'Forgotten', body: 'This account is not on file any more. Scan a code to pay.' },
  refused: {
    CODE_EXPIRED: { title: 'This code is too old', body: 'Scan the code that is on the machine now.' },
    CODE_NOT_OURS: { title: 'This is not a code of ours', body: 'Scan the code that is on the machine.' },
    MACHINE_GONE: { title: 'Machine not known', body: 'Please ask an attendant. Nothing was taken.' },
    MACHINE_DISABLED: {
      title: 'Not on this machine now',
      body: 'This machine takes no money by phone now. Nothing was taken. Try another machine.',
    },
    MACHINE_NOT_CONNECTED: {
      title: 'Machine not connected',
      body: 'Nothing was taken. Try again in a few minutes, or ask an attendant.',
    },
    MACHINE_NOT_READY: {
      title: 'The machine cannot take money now',
      body: 'Nothing was taken. Scan again when the machine is ready, or ask an attendant.',
    },
    AMOUNT_NOT_TAKEN: {
      title: 'This machine does not take this amount',
      body: 'Nothing was taken. Go back and choose another amount.',
    },
    NOT_TAKEN_HERE: {
      title: 'Not possible here',
      body: 'Nothing was taken. Please ask an attendant.',
    },
    NO_COOKIE: {
      title: 'Cookies are needed',
      body: 'Allow cookies for this page, so that we know your phone. Nothing was taken. Then scan the code again.',
    },
    FORM_OLD: {
      title: 'This page is too old',
      body: 'Nothing was taken. Scan the code on the machine again.',
    },
    TOO_MANY: { title: 'Please wait', body: 'There were too many requests. Try again in a minute.' },
    NOTHING_HERE: { title: 'Nothing here', body: 'Scan the code that is on the machine.' },
    FAILED: {
      title: 'Something went wrong',
      body: 'If you have just paid, do not pay again: see your payment first.',
    },
  },
};
