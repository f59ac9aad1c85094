import type { PhoneTexts } from './texts.ts';

export const fil: PhoneTexts = {
  language: 'Tagalog',
  languages: 'Wika',
  addMoney: 'Magdagdag ng pera',
  toMachine: (machine) => `Sa makina ${machine}`,
  payFrom: 'Magbayad mula sa',
  anotherBank: 'Ibang bank account',
  firstTime: 'Pumili ng halaga. Pagkatapos ay mag-log in ka sa bangko mo, ngayong unang beses lang.',
  eachTime: 'Pumili ng halaga. Pagkatapos ay aprubahan mo ito sa bangko mo.',
  oneTap: 'Isang pindot sa halaga, bayad na.',
  amount: 'Halaga',
  otherAmount: 'Ibang halaga',
  otherButton: 'Idagdag ang halagang ito',
  between: (least, most) => `Mula ${least} hanggang ${most}`,
  notAnAmount: 'Hindi maidadagdag ang halagang ito. Walang kinuha.',
  chooseBank: 'Piliin ang bangko mo',
  logIn: 'Mag-log in sa bangko mo',
  atBank: (amount) => `Magdadagdag ka ng ${amount}. Mag-log in sa bangko mo at pumili ng account.`,
  bankAgain: {
    title: 'Mag-log in muli sa bangko mo',
    body: 'Hinihingi ito ng bangko mo paminsan-minsan. Pagkatapos ay kusang tutuloy ang bayad mo.',
  },
  needsScript:
    'Kailangan ng JavaScript ang pag-log in sa bangko. I-on ito sa browser na ito, saka buksan muli ang pahina.',
  bankNotLoaded: 'Hindi ma-load ang pahina ng mga bangko. Walang kinuha. Buksan muli ang pahinang ito.',
  payWith: (amount, account) => `Magdagdag ng ${amount} mula sa ${account}`,
  bankAccount: 'Bank account',
  waiting: { title: 'Hinihintay ang bangko mo', body: 'Wala pang kinuha.' },
  capturing: { title: 'Nagbabayad', body: 'Tinatanong namin ang bangko mo. Ilang segundo lang ito.' },
  onItsWay: {
    title: 'Parating na',
    body: 'Pumayag na ang bangko mo. Darating ang pera mo sa ilang sandali.',
  },
  beingAdded: { title: 'Bayad na', body: 'Idinadagdag na sa makina ang pera mo.' },
  added: { title: 'Naidagdag sa makina', body: 'Nasa metro na ang credits mo. Puwede nang maglaro.' },
  addedInPart: { title: 'Bahagi lang ang naidagdag', body: 'Babalik sa account mo ang natira.' },
  addedInPartByAttendant: {
    title: 'Tumawag ng attendant',
    body: 'Bahagi lang ang naidagdag. Ibabalik sa iyo ng attendant ang natira.',
  },
  unconfirmed: {
    title: 'Maghintay muna sa makina',
    body: 'Kinukumpirma namin ang bayad mo. Huwag nang magbayad muli. Tutulungan ka ng attendant.',
  },
  goingBack: {
    title: 'Babalik ang pera mo',
    body: 'Hindi ito natanggap ng makina. Babalik ito sa bank account mo.',
  },
  goingBackByAttendant: {
    title: 'Tumawag ng attendant',
    body: 'Hindi natanggap ng makina ang pera mo. Ibabalik ito sa iyo ng attendant.',
  },
  elsewhere: {
    title: 'Itinutuloy sa ibang browser ang bayad mo',
    body: 'Doon ka nagsimula. Huwag nang magbayad muli: tingnan doon o sa makina.',
  },
  declined: 'Hindi nabayaran',
  otherAmountByNextCode: 'Para sa ibang halaga, i-scan ang susunod na code sa makina. Kusa itong lalabas.',
  tooLate: { title: 'Naubusan ng oras', body: 'Walang kinuha. I-scan muli ang code sa makina.' },
  look: 'Tingnan ang bayad mo',
  passkeyOffer:
    'Puwedeng magbayad ang phone na ito sa isang pindot: daliri, mukha, o code nito. Ikaw lang ang makakabayad gamit ito.',
  passkeyMake: 'Sa susunod, isang pindot lang sa phone na ito',
  passkeyFind: 'Nakapagbayad ka na rito? Gamitin ang passkey mo',
  passkeyMade: 'May passkey na ang phone na ito. Sa susunod, isang pindot lang, bayad na.',
  notConfirmed: 'Hindi nakumpirma ng passkey mo. Walang kinuha. Subukan ulit, o mag-log in sa bangko mo.',
  passkeyGone: 'Wala nang binubuksang account ang passkey na ito. Walang kinuha. Mag-log in sa bangko mo.',
  passkeyName: 'Pagbabayad sa makina',
  cardOffer:
    "Habang nasa makina ang player's card mo, kahit anong phone ay makakapagbayad mula sa account na ito sa isang pindot, nang walang bangko. Huwag ipagamit ang card at PIN mo.",
  cardMake: 'Hanapin ang account na ito gamit ang card ko pati sa ibang phone',
  cardMade: "Nahahanap na ng player's card mo ang account na ito sa ibang phone.",
  byCard: (account) => `${account}, gamit ang player's card mo`,
  cardGone:
    "Wala na sa makina ang player's card na ito, o hindi nito binubuksan ang account na ito. Walang kinuha.",
  cardOpens: "Nahahanap ng player's card mo ang mga account ng phone na ito sa ibang phone.",
  cardEnd: 'Huwag na gamit ang card ko',
  cardEnded: {
    title: 'Hindi na gamit ang card mo',
    body: "Wala nang nahahanap na account ng phone na ito ang player's card mo.",
  },
  accounts: 'Mga account mo',
  noAccounts: 'Walang nakatagong account sa phone na ito.',
  addByCode: 'Para magdagdag ng account, i-scan ang code na nasa makina.',
  addByPaying: 'Itinatago ang account kasabay ng unang bayad mo rito.',
  addAtBank: 'Magdagdag ng account sa bangko mo',
  addAtBankBody: 'Mag-log in sa bangko mo at pumili ng account. Walang kukunin.',
  accountAdded: 'Nakatago na ang account.',
  beingLookedUp: 'Tinatanong namin ang pangalan nito. Ilang segundo lang ito.',
  payoutsOnly: 'Para sa pagtanggap ng pera lamang.',
  waitsForCode:
    'Makakatanggap ang bangko mo ng napakaliit na deposito, sa loob ng 3 araw ng bangko. Sa bank statement mo ay may code itong tatlong letra. Bumalik ka noon gamit ang alinmang code sa makina.',
  tellCode: 'Ilagay ang code',
  tellCodeBody:
    'Hanapin sa bank statement mo ang tatlong letra sa tabi ng maliit na deposito. Walang kukunin.',
  bankSendsCode: {
    title: 'Magpapadala ng code ang bangko mo',
    body: 'Tinayp mo ang mga numero ng account mo, kaya kailangan muna itong kumpirmahin bago ito makapagbayad. Walang kinuha. Tingnan kung ano ang susunod, at kailan.',
  },
  accountElsewhere: {
    title: 'Hindi naidagdag',
    body: 'Sa ibang browser ka nagsimula. Walang naidagdag na account at walang kinuha. I-scan muli ang code sa makina.',
  },
  addByNumbers: 'Magdagdag ng account gamit ang mga numero nito',
  numbersBody:
    'Para sa pagtanggap ng pera lamang: walang kukunin dito. Ipinapadala namin sa Trustly ang mga numero at hindi itinatago.',
  nameOnAccount: 'Pangalan sa account',
  routingNumber: 'Routing number, 9 na numero',
  accountNumber: 'Numero ng account',
  accountKind: 'Uri ng account',
  checking: 'Checking account',
  savings: 'Savings account',
  addNumbers: 'Idagdag ang account na ito',
  wrongNumbers: {
    holder: 'Isulat ang pangalan ng may-ari ng account. Saka punan muli ang ibang patlang.',
    routing: 'Hindi ito routing number. Punan muli ang lahat ng patlang.',
    number: 'May 4 hanggang 17 numero ang isang account. Punan muli ang lahat ng patlang.',
  },
  numbersAsking: 'Tinatanong namin kung nakatago na ang account. Huwag itong ipadala muli.',
  numbersToldBefore:
    'May account nang ipinadala gamit ang code na ito, at hindi ipinadala ang isang ito. Tingnan ang listahan, at ipadala ito gamit ang susunod na code sa makina.',
  numbersNotTaken:
    'Hindi nakatago ang account. Tingnan ang mga numero, at subukan muli gamit ang susunod na code sa makina.',
  forget: 'Kalimutan',
  forgetThis: (account) => `Kalimutan ang ${account}?`,
  forgetBody: 'Buburahin namin ito nang tuluyan. Para magamit muli, kailangang mag-log in sa bangko mo.',
  forgetNow: 'Kalimutan ang account na ito',
  forgotten: {
    title: 'Nakalimutan na',
    body: 'Wala na sa amin ang account na ito. Mag-scan ng code para magbayad.',
  },
  refused: {
    CODE_EXPIRED: { title: 'Luma na ang code na ito', body: 'I-scan ang code na nasa makina ngayon.' },
    CODE_NOT_OURS: { title: 'Hindi amin ang code na ito', body: 'I-scan ang code na nasa makina.' },
    MACHINE_GONE: { title: 'Hindi kilala ang makina', body: 'Tumawag ng attendant. Walang kinuha.' },
    MACHINE_DISABLED: {
      title: 'Hindi puwede sa makinang ito ngayon',
      body: 'Hindi tumatanggap ng pera mula sa phone ang makinang ito ngayon. Walang kinuha. Subukan ang ibang makina.',
    },
    MACHINE_NOT_CONNECTED: {
      title: 'Walang koneksyon ang makina',
      body: 'Walang kinuha. Subukan ulit pagkaraan ng ilang minuto o tumawag ng attendant.',
    },
    MACHINE_NOT_READY: {
      title: 'Hindi makatanggap ng pera ang makina ngayon',
      body: 'Walang kinuha. I-scan muli kapag handa na ang makina, o tumawag ng attendant.',
    },
    AMOUNT_NOT_TAKEN: {
      title: 'Hindi tinatanggap ng makinang ito ang halagang ito',
      body: 'Walang kinuha. Bumalik at pumili ng ibang halaga.',
    },
    NOT_TAKEN_HERE: {
      title: 'Hindi ito magagawa rito',
      body: 'Walang kinuha. Magtanong sa attendant.',
    },
    NO_COOKIE: {
      title: 'Kailangan ng cookies',
      body: 'Payagan ang cookies ng pahinang ito para makilala namin ang phone mo. Walang kinuha. Pagkatapos ay i-scan muli ang code.',
    },
    FORM_OLD: { title: 'Luma na ang pahinang ito', body: 'Walang kinuha. I-scan muli ang code sa makina.' },
    TOO_MANY: {
      title: 'Maghintay muna',
      body: 'Napakaraming request. Subukan ulit pagkaraan ng isang minuto.',
    },
    NOTHING_HERE: { title: 'Walang laman dito', body: 'I-scan ang code na nasa makina.' },
    FAILED: {
      title: 'May nangyaring mali',
      body: 'Kung kababayad mo lang, huwag nang magbayad muli: tingnan muna ang bayad mo.',
    },
  },
};
