/** What the API document says of the phone's pages. */
import type { RouteDocument } from '../platform/http/route-document.ts';

const HTML = 'text/html';
const FORM = 'application/x-www-form-urlencoded';
const page = (description: string) => ({ description, type: HTML });
const onTo = (description: string) => ({ description, type: null });

const REFUSED = {
  403: page(
    'No cookie of ours, a form of another page or one that is too old, or a machine that takes no money now.',
  ),
  404: page('Nothing is here: a code that is not ours, or a request that no form of ours sends.'),
  410: page('The code is too old, or the machine is not known any more.'),
  429: page('Too many requests, or too many codes that were made up.'),
  500: page('Something went wrong. The page leads to the payment.'),
  503: page('The machine is not connected, or takes no money now. Nothing was taken.'),
};
const { 404: notFound, 429: tooMany, 500: failed } = REFUSED;
const tag = 'Phone pages';

/** Of a form that stands by itself. */
const DONE = {
  303: onTo('To the page that says so.'),
  403: REFUSED[403],
  404: notFound,
  429: tooMany,
  500: failed,
};

export const PAGE_DOCUMENTS = {
  code: {
    tag,
    operationId: 'openCode',
    summary: 'The page of a code: amount and account',
    answers: {
      200: page('The form.'),
      303: onTo('To the payment, where this phone has begun one by this code.'),
      ...REFUSED,
    },
  },
  begin: {
    tag,
    operationId: 'beginPayment',
    summary: 'Begin a payment',
    description:
      'By one code, a phone begins one payment: a second request changes nothing, whatever its amount. `Origin` has to be that of the pages.',
    consumes: FORM,
    answers: {
      303: onTo('To the payment.'),
      400: page('No amount that can be added, here or at this machine.'),
      ...REFUSED,
    },
  },
  payment: {
    tag,
    operationId: 'showPayment',
    summary: 'What becomes of a payment',
    description: 'Asks for itself again by `Refresh` while it changes by itself.',
    answers: {
      200: page('Its state.'),
      303: onTo('To the code: this phone has no payment here.'),
      404: notFound,
      429: tooMany,
      500: failed,
    },
  },
  again: {
    tag,
    operationId: 'payAgain',
    summary: 'Pay what was not paid from an account on file',
    description: '`attempt` is the number that the page shows: an older one changes nothing.',
    consumes: FORM,
    answers: {
      303: onTo('To the payment.'),
      400: page('No amount that this machine takes.'),
      ...REFUSED,
    },
  },
  returned: {
    tag,
    operationId: 'returnFromBank',
    summary: 'Back from the bank',
    description:
      'By the return address that Trustly has signed. It only steers the page: no money follows from it.',
    answers: {
      303: onTo('To the payment, or in another browser than that of the payment to the page that says so.'),
      404: notFound,
      429: tooMany,
      500: failed,
    },
  },
  elsewhere: {
    tag,
    operationId: 'showElsewhere',
    summary: 'The payment goes on in another browser',
    answers: { 200: page('It says so.'), 404: notFound, 429: tooMany, 500: failed },
  },
  cancelled: {
    tag,
    operationId: 'leaveBank',
    summary: 'Back from a bank that was left',
    answers: { 303: onTo('To the payment.'), 404: notFound, 429: tooMany, 500: failed },
  },
  findPasskey: {
    tag,
    operationId: 'findByPasskey',
    summary: 'Find by a passkey which phone this is',
    consumes: FORM,
    answers: {
      303: onTo('To the code, where the accounts of the phone are; or to the payment that it has begun.'),
      ...REFUSED,
      403: page('What the passkey said is not right, or it opens no account; or a form that is too old.'),
    },
  },
  makePasskey: {
    tag,
    operationId: 'makePasskey',
    summary: 'Give the phone a passkey, after its first payment',
    consumes: FORM,
    answers: {
      303: onTo('To the payment, which says whether the phone has it.'),
      403: REFUSED[403],
      404: notFound,
      429: tooMany,
      500: failed,
    },
  },
  confirmCard: {
    tag,
    operationId: 'confirmCard',
    summary: "Confirm that the player's card finds the accounts of this phone on another one",
    description: 'Only where the casino has switched it on, while the player is carded in at the machine.',
    consumes: FORM,
    answers: {
      303: onTo('To the payment, which says whether it is so.'),
      403: REFUSED[403],
      404: notFound,
      429: tooMany,
      500: failed,
    },
  },
  endCard: {
    tag,
    operationId: 'endCard',
    summary: 'Take that back',
    consumes: FORM,
    answers: DONE,
  },
  cardEnded: {
    tag,
    operationId: 'showCardEnded',
    summary: 'No card finds the accounts of this phone any more',
    answers: { 200: page('It says so.'), 429: tooMany, 500: failed },
  },
  accounts: {
    tag,
    operationId: 'showAccounts',
    summary: 'The accounts of this phone',
    description:
      'Where the code is alive, with what puts another one on file. Otherwise what is on file is shown all the same.',
    answers: { 200: page('They are listed.'), 404: notFound, 429: tooMany, 500: failed },
  },
  addAccount: {
    tag,
    operationId: 'addAccount',
    summary: 'Put an account on file at its bank, without a payment',
    description: 'By one code, a phone adds one. Where the phone has a passkey, it is asked.',
    consumes: FORM,
    answers: { ...DONE, 303: onTo("To the bank's page, or back where the passkey was not.") },
  },
  addAtBank: {
    tag,
    operationId: 'showBankOfAccount',
    summary: "Where the bank's page opens",
    answers: {
      200: page('With what opens it.'),
      303: onTo('To the accounts: nothing was begun by this phone, or the bank is passed.'),
      404: notFound,
      429: tooMany,
      500: failed,
    },
  },
  tellCode: {
    tag,
    operationId: 'tellCode',
    summary: "Where the rail's page opens for the code of a small deposit",
    consumes: FORM,
    answers: {
      ...DONE,
      200: page('With what opens it.'),
      303: onTo('To the accounts: this one waits for no code.'),
    },
  },
  numbersForm: {
    tag,
    operationId: 'askForNumbers',
    summary: 'The form for the numbers of an account',
    description: 'Only where the casino has switched it on.',
    answers: {
      200: page('The form.'),
      303: onTo('To the accounts: no account is added on this phone.'),
      ...REFUSED,
    },
  },
  tellNumbers: {
    tag,
    operationId: 'tellNumbers',
    summary: 'Put an account on file by its numbers, for payouts',
    description:
      'They go to Trustly and are kept nowhere. By one code, a phone sends them once: a second request is told that another was there before.',
    consumes: FORM,
    answers: {
      ...DONE,
      303: onTo('To the accounts.'),
      400: page('The form once more, empty, and what was wrong.'),
    },
  },
  accountReturned: {
    tag,
    operationId: 'returnToAccounts',
    summary: 'Back from the bank, to the accounts',
    answers: {
      200: page('It is another browser than the one that was sent there.'),
      303: onTo('To the accounts.'),
      404: notFound,
      429: tooMany,
      500: failed,
    },
  },
  accountLeft: {
    tag,
    operationId: 'leaveBankToAccounts',
    summary: 'Back to the accounts from a bank that was left',
    answers: { 303: onTo('To the accounts.'), 404: notFound, 429: tooMany, 500: failed },
  },
  forgetQuestion: {
    tag,
    operationId: 'askToForget',
    summary: 'Ask whether an account is to be forgotten',
    answers: { 200: page('The question.'), 404: notFound, 429: tooMany, 500: failed },
  },
  forget: {
    tag,
    operationId: 'forgetAccount',
    summary: 'Forget an account, for good',
    consumes: FORM,
    answers: DONE,
  },
  forgotten: {
    tag,
    operationId: 'showForgotten',
    summary: 'An account is forgotten',
    answers: { 200: page('It says so.'), 429: tooMany, 500: failed },
  },
} satisfies Record<string, RouteDocument>;
