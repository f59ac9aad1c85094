import type { Texts } from './texts.ts';

// \u2060 keeps a prefix of one letter on the line of its verb.
export const fil: Texts = {
  purpose: 'Magdagdag ng pera gamit ang phone',
  steps: [
    { verb: 'I-scan', how: 'Itapat ang camera sa code' },
    { verb: 'Pumili', how: 'Piliin ang halaga at bangko mo' },
    { verb: 'Aprubahan', how: 'Kumpirmahin sa bangko mo' },
    { verb: 'Maglaro', how: 'Lalabas ang credits dito' },
  ],
  invitation: {
    title: 'Magdagdag ng pera gamit ang phone',
    body: 'Walang card, walang app. Bangko mo lang ang kailangan.',
    button: 'Pindutin para sa code',
  },
  starting: { title: 'Naghahanda', body: 'Sandali lang. Puwede ka munang gumamit ng cash.' },
  adding: { title: 'Idinadagdag sa makinang ito', body: 'Aprubado na. Parating na ang credits mo.' },
  added: { title: 'Naidagdag sa makinang ito', body: 'Nasa metro na ang credits mo. Puwede nang maglaro.' },
  addedInPart: (requested) => `Humiling ka ng ${requested}. Hindi naidagdag ang natira.`,
  declined: {
    LIMIT_REACHED: {
      title: 'Abot na ang limit ngayong araw',
      body: 'Lalampas ito sa limit mo ngayong araw.',
    },
    MACHINE_NOT_READY: {
      title: 'Hindi pa handa ang makina',
      body: 'Hindi nakatanggap ng pera ang makina. Subukan ulit o tumawag ng attendant.',
    },
    AMOUNT_NOT_ALLOWED: {
      title: 'Subukan ang ibang halaga',
      body: 'Hindi tinatanggap ang halagang iyon. I-\u2060scan ulit at pumili ng iba.',
    },
    CANCELLED: { title: 'Kinansela', body: 'Kinansela mo sa phone. I-\u2060scan ulit kung kailan mo gusto.' },
    EXPIRED: { title: 'Naubusan ng oras', body: 'Masyadong natagalan ang bayad. I-\u2060scan ulit.' },
    REFUSED_BY_BANK: {
      title: 'Tinanggihan ng bangko',
      body: 'Hindi inaprubahan ng bangko mo. Subukan ang ibang account o tanungin ang bangko.',
    },
  },
  remainingToday: (amount) => `Puwede ka pang magdagdag ng ${amount} ngayong araw.`,
  nothingRemainsToday: 'Puwede ka ulit magdagdag bukas.',
  nothingAdded: 'Walang naidagdag.',
  unconfirmed: {
    title: 'Maghintay muna rito',
    body: 'Tinitiyak namin ang bayad mo. Huwag nang magbayad ulit: tutulungan ka ng attendant.',
  },
  note: {
    accepted: { title: 'Tinanggap ang papel na pera', body: 'Nasa metro na ang credits mo.' },
    returned: {
      title: 'Ibinalik ang papel na pera',
      body: 'Pakikuha ito. Unatin at subukan ulit, o gumamit ng iba.',
    },
  },
  unavailable: {
    STARTING: { title: 'Naghahanda', body: 'Sandali lang. Puwede ka munang gumamit ng cash.' },
    LINK_DOWN: {
      title: 'Naka-pause ang bayad sa phone',
      body: 'Walang koneksyon sa casino. Gumamit ng cash o subukan ulit mamaya.',
    },
    LINK_REFUSED: {
      title: 'Walang bayad sa phone',
      body: 'Hindi pa naka-set up ang makinang ito. Gumamit ng cash o tumawag ng attendant.',
    },
    CODE_SOURCE_UNREACHABLE: {
      title: 'Naka-pause ang bayad sa phone',
      body: 'Hindi sumasagot ang payment service. Gumamit ng cash o subukan ulit mamaya.',
    },
    CODE_SOURCE_REFUSED: {
      title: 'Walang bayad sa phone',
      body: 'Hindi available dito ang payment service. Gumamit ng cash o tumawag ng attendant.',
    },
    CABINET_ABSENT: {
      title: 'Walang bayad sa phone',
      body: 'Hindi maabot ang makinang ito. Tumawag ng attendant.',
    },
    CABINET_FAULT: {
      title: 'Walang bayad sa phone',
      body: 'Kailangang tingnan ang makina. Tumawag ng attendant.',
    },
    DOOR_OPEN: {
      title: 'Bukas ang pinto',
      body: 'Isasara ito ng attendant. Pagkatapos, puwede ka nang magdagdag.',
    },
    TILT: { title: 'Nakahinto ang makina', body: 'Tumawag ng attendant. Ligtas ang credits mo.' },
    CASHING_OUT: {
      title: 'Nagka-cash out',
      body: 'Sandali lang. Pagkatapos, puwede ka ulit magdagdag.',
    },
    MACHINE_DISABLED: {
      title: 'Sarado ang makina',
      body: 'Isinara ng casino ang makinang ito. Pumili ng iba.',
    },
    ACCEPTOR_FAULT: {
      title: 'Nakahinto ang makina',
      body: 'Kailangan itong tingnan. Tumawag ng attendant.',
    },
    CLOCK_NOT_TRUSTED: {
      title: 'Naka-pause ang bayad sa phone',
      body: 'Kailangang tingnan ang makina. Gumamit ng cash o tumawag ng attendant.',
    },
    JOURNAL_DAMAGED: {
      title: 'Walang bayad sa phone',
      body: 'Kailangang tingnan ang makina. Tumawag ng attendant.',
    },
    CODE_NOT_SCANNABLE: {
      title: 'Walang bayad sa phone',
      body: 'Hindi maipakita ang code sa display na ito. Gumamit ng cash o tumawag ng attendant.',
    },
    OUT_OF_SERVICE: { title: 'Hindi gumagana', body: 'Pumili ng ibang makina.' },
  },
  withoutCash: {
    STARTING: 'Sandali lang.',
    LINK_DOWN: 'Walang koneksyon sa casino. Subukan ulit mamaya.',
    LINK_REFUSED: 'Hindi pa naka-set up ang makinang ito. Tumawag ng attendant.',
    CODE_SOURCE_UNREACHABLE: 'Hindi sumasagot ang payment service. Subukan ulit mamaya.',
    CODE_SOURCE_REFUSED: 'Hindi available dito ang payment service. Tumawag ng attendant.',
    CLOCK_NOT_TRUSTED: 'Kailangang tingnan ang makina. Tumawag ng attendant.',
    CODE_NOT_SCANNABLE: 'Hindi maipakita ang code sa display na ito. Tumawag ng attendant.',
  },
  expired: { title: 'Sandali lang', body: 'Nag-expire ang code. Parating na ang bago.' },
  machine: 'Makina',
  takesNotes: 'Tinatanggap',
  takesNoNotes: 'Hindi muna tumatanggap ng cash',
  playWithinLimits: 'Maglaro ayon sa limit mo.',
  help: (helpline) => `Tulong: ${helpline}`,
  trial: { DEMO: 'Demo. Hindi totoong pera.', STAND_IN: 'Pansubok. Hindi panlaro.' },
  code: 'Code',
};
