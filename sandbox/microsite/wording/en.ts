import type { Texts } from './texts.ts';

const NOT_READY = 'Try again when the machine shows a code, or ask an attendant.';
const SCAN_AGAIN = 'Scan the code that the machine shows now.';

export const en: Texts = {
  site: 'Sandbox microsite',
  noRealMoney: 'No real money',
  footer: 'For demonstrations. No bank is contacted.',
  addingTo: 'Adding money to',
  machine: (asset) => `Machine ${asset}`,
  progress: (step, of) => `Step ${step} of ${of}`,
  next: 'Continue',
  back: 'Back',
  cancel: 'Cancel payment',
  tryAgain: 'Try again',
  amount: {
    title: 'Choose an amount',
    heading: 'How much would you like to add?',
    legend: 'Amount',
    other: 'Other amount',
    label: 'Amount in dollars',
    range: (least, most) => `From ${least} to ${most}`,
    problems: (least, most) => ({
      MISSING: 'Choose an amount.',
      NOT_AN_AMOUNT: 'Enter an amount in dollars, such as 35 or 35.50.',
      TOO_SMALL: `The least you can add is ${least}.`,
      TOO_LARGE: `The most you can add at once is ${most}.`,
    }),
  },
  bank: {
    heading: 'Choose your bank',
    lead: (amount) => `You log in at your bank and pay ${amount} straight from your account.`,
  },
  login: {
    heading: (bank) => `Log in to ${bank}`,
    userName: 'User name',
    passPhrase: 'Pass phrase',
    button: 'Log in',
    busy: (bank) => `Contacting ${bank}…`,
    problems: {
      MISSING: 'Enter your user name and your pass phrase.',
      WRONG_CREDENTIALS: 'The user name or the pass phrase is wrong. Try again.',
      ACCOUNT_LOCKED: 'This login is locked. Contact your bank, or choose another bank.',
      UNAVAILABLE: 'The bank cannot be reached right now. Try again, or choose another bank.',
      NO_ACCOUNTS: 'There is no account here that can be paid from. Choose another bank.',
    },
    hints: {
      summary: 'What to enter here',
      lead: 'Any user name and pass phrase will do; another user name is another person. These pass phrases do something else:',
      phrases: [
        ['NotEnoughFunds', 'the bank refuses the payment'],
        ['AccountLocked', 'the login is locked'],
        ['LoginError', 'wrong pass phrase'],
        ['Unavailable', 'the bank is down'],
        ['Balance75', 'one account with $75 in it'],
      ],
      slowBefore: 'User name',
      slowAfter: 'with a number of seconds as pass phrase is a slow bank.',
    },
  },
  account: {
    title: 'Choose an account',
    heading: 'Pay from which account?',
    legend: 'Account',
    kinds: { Checking: 'Checking', Savings: 'Savings' },
    endingIn: 'ending in',
    available: (amount) => `Available ${amount}`,
  },
  review: {
    heading: 'Review and approve',
    from: 'From',
    to: 'To',
    fee: 'Fee',
    noFee: 'None',
    approve: (amount) => `Approve ${amount}`,
    busy: 'Approving…',
    promise: 'Money leaves your account only when it is on the machine.',
  },
  payment: {
    adding: {
      title: 'Adding to the machine',
      heading: (amount) => `Adding ${amount} to the machine…`,
      lead: 'This takes a moment. Keep this page open.',
    },
    unconfirmed: {
      title: 'Not confirmed yet',
      doNotPay: 'Do not pay again.',
      lead: 'Please see an attendant if this page does not change soon.',
      hint: (amount) => `We keep asking the machine about your ${amount}.`,
    },
    added: {
      title: 'Money added',
      heading: (amount) => `${amount} is on the machine`,
      lead: 'Have fun. You can close this page.',
      partly: (approved, taken) =>
        `You approved ${approved}, the machine took ${taken}. Only ${taken} leaves your account.`,
    },
    declinedTitle: 'Not added',
    nothingTaken: 'Nothing was taken from your account.',
    reasonCode: (code) => `Reason code ${code}`,
    receipt: { amount: 'Amount', from: 'From', machine: 'Machine', reference: 'Reference' },
  },
  refusals: {
    offline: { title: 'The machine cannot be reached', advice: NOT_READY },
    notReady: { title: 'The machine cannot take money now', advice: NOT_READY },
    busy: { title: 'The machine is busy with another payment', advice: NOT_READY },
    amount: { title: 'The machine does not take this amount', advice: 'Choose another amount.' },
    tooLate: { title: 'This took too long', advice: 'Scan the code on the machine to try again.' },
    cancelledByPlayer: {
      title: 'Payment cancelled',
      advice: 'Scan the code on the machine to start again.',
    },
    notAdded: { title: 'The money was not added', advice: 'Scan the code on the machine to try again.' },
    bank: {
      title: 'Declined by your bank',
      advice: 'There is not enough money in this account. Try another account or a smaller amount.',
    },
    limit: { title: 'Declined: limit reached', advice: 'You can add more another day.' },
    other: { title: 'The payment was declined', advice: 'Please ask an attendant.' },
  },
  leftToday: (amount) => `You have ${amount} left today.`,
  notices: {
    expiredCode: { title: 'This code has expired', text: `Nothing was taken. ${SCAN_AGAIN}` },
    usedCode: {
      title: 'This code was already used',
      text: `A code adds money once. Nothing was taken from your account by this visit. ${SCAN_AGAIN}`,
    },
    codeInUse: {
      title: 'A payment with this code is under way',
      text: 'Nothing was taken from your account by this visit. If it was you who just paid, do not pay again: the page where you paid tells you the outcome. If not, scan the code that the machine shows next.',
    },
    unknownCode: { title: 'This is not a code of ours', text: SCAN_AGAIN },
    visitOver: { title: 'This visit is over', text: `Nothing was taken. ${SCAN_AGAIN}` },
    phoneReady: {
      title: 'This phone is ready',
      text: 'Now scan the code on the machine with the camera of this phone.',
    },
    left: { title: 'Payment cancelled', text: 'Nothing was taken. You can close this page.' },
  },
};
