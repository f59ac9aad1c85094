import type { Texts } from './texts.ts';

export const en: Texts = {
  purpose: 'Add money with your phone',
  steps: [
    { verb: 'Scan', how: 'Point your camera at the code' },
    { verb: 'Choose', how: 'Pick an amount and your bank' },
    { verb: 'Approve', how: 'Confirm with your bank' },
    { verb: 'Play', how: 'Credits appear on this machine' },
  ],
  invitation: {
    title: 'Add money with your phone',
    body: 'No card and no app. Your bank is all you need.',
    button: 'Touch for a code',
  },
  starting: { title: 'Getting ready', body: 'This takes a moment. You can use cash meanwhile.' },
  adding: { title: 'Adding to this machine', body: 'Approved. Your credits are on the way.' },
  added: { title: 'Added to this machine', body: 'Your credits are on the meter. Ready to play.' },
  addedInPart: (requested) => `You asked for ${requested}. The rest was not added.`,
  declined: {
    LIMIT_REACHED: {
      title: 'Daily limit reached',
      body: 'This would pass your limit for today.',
    },
    MACHINE_NOT_READY: {
      title: 'Machine not ready',
      body: 'This machine could not take money just now. Try again or ask an attendant.',
    },
    AMOUNT_NOT_ALLOWED: {
      title: 'Try another amount',
      body: 'This machine cannot take that amount. Scan again and choose another.',
    },
    CANCELLED: { title: 'Cancelled', body: 'You cancelled on your phone. Scan again whenever you like.' },
    EXPIRED: { title: 'Out of time', body: 'The payment took too long. Scan again to start over.' },
    REFUSED_BY_BANK: {
      title: 'Your bank said no',
      body: 'Your bank did not approve it. Try another account or ask your bank.',
    },
  },
  remainingToday: (amount) => `You can still add ${amount} today.`,
  nothingRemainsToday: 'You can add money again tomorrow.',
  nothingAdded: 'Nothing was added.',
  unconfirmed: {
    title: 'Please wait here',
    body: 'We are making sure of your payment. Do not pay again: an attendant will help you.',
  },
  note: {
    accepted: { title: 'Note accepted', body: 'Your credits are on the meter.' },
    returned: { title: 'Note returned', body: 'Please take it back. Try it flat, or use another one.' },
  },
  unavailable: {
    STARTING: { title: 'Getting ready', body: 'This takes a moment. You can use cash meanwhile.' },
    LINK_DOWN: {
      title: 'Phone payments are paused',
      body: 'No connection to the casino. Use cash, or try again in a few minutes.',
    },
    LINK_REFUSED: {
      title: 'Phone payments are off',
      body: 'This machine is not set up for it yet. Use cash, or ask an attendant.',
    },
    CODE_SOURCE_UNREACHABLE: {
      title: 'Phone payments are paused',
      body: 'The payment service does not answer. Use cash, or try again in a few minutes.',
    },
    CODE_SOURCE_REFUSED: {
      title: 'Phone payments are off',
      body: 'The payment service is not available here. Use cash, or ask an attendant.',
    },
    CABINET_ABSENT: {
      title: 'Phone payments are off',
      body: 'This machine cannot be reached. Please ask an attendant.',
    },
    CABINET_FAULT: {
      title: 'Phone payments are off',
      body: 'This machine needs attention. Please ask an attendant.',
    },
    DOOR_OPEN: { title: 'The door is open', body: 'An attendant will close it. Then you can add money.' },
    TILT: { title: 'Machine stopped', body: 'Please ask an attendant. Your credits are safe.' },
    CASHING_OUT: { title: 'Cashing out', body: 'One moment. Then you can add money again.' },
    MACHINE_DISABLED: {
      title: 'Machine closed',
      body: 'The casino has closed this machine. Please choose another one.',
    },
    ACCEPTOR_FAULT: { title: 'Machine stopped', body: 'It needs attention. Please ask an attendant.' },
    CLOCK_NOT_TRUSTED: {
      title: 'Phone payments are paused',
      body: 'This machine needs attention. Use cash, or ask an attendant.',
    },
    JOURNAL_DAMAGED: {
      title: 'Phone payments are off',
      body: 'This machine needs attention. Please ask an attendant.',
    },
    CODE_NOT_SCANNABLE: {
      title: 'Phone payments are off',
      body: 'The code cannot be shown on this display. Use cash, or ask an attendant.',
    },
    OUT_OF_SERVICE: { title: 'Out of service', body: 'Please choose another machine.' },
  },
  withoutCash: {
    STARTING: 'This takes a moment.',
    LINK_DOWN: 'No connection to the casino. Try again in a few minutes.',
    LINK_REFUSED: 'This machine is not set up for it yet. Please ask an attendant.',
    CODE_SOURCE_UNREACHABLE: 'The payment service does not answer. Try again in a few minutes.',
    CODE_SOURCE_REFUSED: 'The payment service is not available here. Please ask an attendant.',
    CLOCK_NOT_TRUSTED: 'This machine needs attention. Please ask an attendant.',
    CODE_NOT_SCANNABLE: 'The code cannot be shown on this display. Please ask an attendant.',
  },
  expired: { title: 'One moment', body: 'This code has run out. A new one is on its way.' },
  machine: 'Machine',
  takesNotes: 'Takes',
  takesNoNotes: 'Takes no notes now',
  playWithinLimits: 'Play within your limits.',
  help: (helpline) => `Help: ${helpline}`,
  trial: { DEMO: 'Demo. No real money.', STAND_IN: 'Test build. Not for play.' },
  code: 'Code',
};
