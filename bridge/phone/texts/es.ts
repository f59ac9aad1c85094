import type { PhoneTexts } from './texts.ts';

export const es: PhoneTexts = {
  language: 'Español',
  languages: 'Idioma',
  addMoney: 'Agregar dinero',
  toMachine: (machine) => `A la máquina ${machine}`,
  payFrom: 'Pagar desde',
  anotherBank: 'Otra cuenta bancaria',
  firstTime: 'Elige un monto. Después entras en tu banco, solo esta primera vez.',
  oneTap: 'Un toque en un monto paga.',
  amount: 'Monto',
  otherAmount: 'Otro monto',
  otherButton: 'Agregar este monto',
  between: (least, most) => `De ${least} a ${most}`,
  notAnAmount: 'Este monto no se puede agregar. No se cobró nada.',
  chooseBank: 'Elige tu banco',
  logIn: 'Entrar en tu banco',
  atBank: (amount) => `Agregas ${amount}. Entra en tu banco y elige una cuenta.`,
  bankAgain: {
    title: 'Entra otra vez en tu banco',
    body: 'Tu banco lo pide de vez en cuando. Después, tu pago sigue solo.',
  },
  needsScript:
    'Para entrar en tu banco hace falta JavaScript. Actívalo en este navegador y abre esta página otra vez.',
  bankNotLoaded: 'No se pudo cargar la página de los bancos. No se cobró nada. Abre esta página otra vez.',
  payWith: (amount, account) => `Agregar ${amount} desde ${account}`,
  bankAccount: 'Cuenta bancaria',
  waiting: { title: 'Esperando a tu banco', body: 'Hasta ahora no se cobró nada.' },
  capturing: { title: 'Pagando', body: 'Estamos consultando a tu banco. Tarda unos segundos.' },
  onItsWay: { title: 'En camino', body: 'Tu banco ha aceptado. Tu dinero llega en un momento.' },
  beingAdded: { title: 'Pagado', body: 'Tu dinero se está agregando a la máquina.' },
  added: { title: 'Agregado a la máquina', body: 'Tus créditos ya están en el contador. A jugar.' },
  addedInPart: { title: 'Agregado en parte', body: 'El resto vuelve a tu cuenta.' },
  addedInPartByAttendant: {
    title: 'Pide ayuda al personal',
    body: 'Se agregó una parte. El personal te devolverá el resto.',
  },
  unconfirmed: {
    title: 'Espera junto a la máquina',
    body: 'Estamos confirmando tu pago. No pagues otra vez: el personal te ayudará.',
  },
  goingBack: { title: 'Tu dinero vuelve', body: 'La máquina no lo recibió. Vuelve a tu cuenta bancaria.' },
  goingBackByAttendant: {
    title: 'Pide ayuda al personal',
    body: 'La máquina no recibió tu dinero. El personal te lo devolverá.',
  },
  elsewhere: {
    title: 'Tu pago sigue en otro navegador',
    body: 'Empezaste allí. No pagues otra vez: míralo allí o en la máquina.',
  },
  declined: 'No se pagó',
  otherAmountByNextCode: 'Para otro monto, escanea el próximo código de la máquina. Aparece solo.',
  tooLate: {
    title: 'Se acabó el tiempo',
    body: 'No se cobró nada. Escanea otra vez el código de la máquina.',
  },
  look: 'Ver tu pago',
  passkeyOffer:
    'Este teléfono puede pagar con un toque: tu dedo, tu cara o su código. Así solo tú pagas con él.',
  passkeyMake: 'La próxima vez con un toque en este teléfono',
  passkeyFind: '¿Ya pagaste aquí? Usa tu llave de acceso',
  passkeyMade: 'Este teléfono ya tiene su llave de acceso. La próxima vez pagas con un toque.',
  notConfirmed:
    'No se confirmó con tu llave de acceso. No se cobró nada. Intenta otra vez o entra en tu banco.',
  passkeyGone: 'Esta llave de acceso ya no abre ninguna cuenta. No se cobró nada. Entra en tu banco.',
  passkeyName: 'Pagos en la máquina',
  cardOffer:
    'Mientras tu tarjeta de jugador está en la máquina, cualquier teléfono puede pagar desde esta cuenta con un toque, sin tu banco. No prestes tu tarjeta ni digas tu PIN.',
  cardMake: 'Encontrar esta cuenta con mi tarjeta también en otro teléfono',
  cardMade: 'Tu tarjeta de jugador ya encuentra esta cuenta en otro teléfono.',
  byCard: (account) => `${account}, por tu tarjeta de jugador`,
  cardGone: 'Esta tarjeta de jugador ya no está en la máquina o no abre esta cuenta. No se cobró nada.',
  cardOpens: 'Tu tarjeta de jugador encuentra las cuentas de este teléfono en otro teléfono.',
  cardEnd: 'Ya no con mi tarjeta',
  cardEnded: {
    title: 'Ya no con tu tarjeta',
    body: 'Tu tarjeta de jugador ya no encuentra ninguna cuenta de este teléfono.',
  },
  forget: 'Olvidar',
  forgetThis: (account) => `¿Olvidar ${account}?`,
  forgetBody: 'La borramos para siempre. Para usarla otra vez, tendrás que entrar en tu banco.',
  forgetNow: 'Olvidar esta cuenta',
  forgotten: { title: 'Olvidada', body: 'Ya no guardamos esta cuenta. Escanea un código para pagar.' },
  refused: {
    CODE_EXPIRED: {
      title: 'Este código ya no sirve',
      body: 'Escanea el código que está ahora en la máquina.',
    },
    CODE_NOT_OURS: { title: 'Este código no es nuestro', body: 'Escanea el código que está en la máquina.' },
    MACHINE_GONE: { title: 'Máquina desconocida', body: 'Pide ayuda al personal. No se cobró nada.' },
    MACHINE_DISABLED: {
      title: 'Ahora no en esta máquina',
      body: 'Esta máquina no acepta dinero por teléfono ahora. No se cobró nada. Prueba otra máquina.',
    },
    MACHINE_NOT_CONNECTED: {
      title: 'Máquina sin conexión',
      body: 'No se cobró nada. Intenta en unos minutos o pide ayuda al personal.',
    },
    MACHINE_NOT_READY: {
      title: 'La máquina no acepta dinero en este momento',
      body: 'No se cobró nada. Escanea de nuevo cuando la máquina esté lista o pide ayuda al personal.',
    },
    AMOUNT_NOT_TAKEN: {
      title: 'Esta máquina no acepta este importe',
      body: 'No se cobró nada. Vuelve atrás y elige otro importe.',
    },
    NOT_TAKEN_HERE: {
      title: 'Aquí no es posible',
      body: 'No se cobró nada. Pregunta al personal.',
    },
    NO_COOKIE: {
      title: 'Hacen falta cookies',
      body: 'Permite las cookies de esta página para que reconozcamos tu teléfono. No se cobró nada. Después escanea otra vez el código.',
    },
    FORM_OLD: {
      title: 'Esta página es demasiado antigua',
      body: 'No se cobró nada. Escanea otra vez el código de la máquina.',
    },
    TOO_MANY: { title: 'Espera, por favor', body: 'Hubo demasiadas solicitudes. Intenta en un minuto.' },
    NOTHING_HERE: { title: 'Aquí no hay nada', body: 'Escanea el código que está en la máquina.' },
    FAILED: {
      title: 'Algo salió mal',
      body: 'Si acabas de pagar, no pagues otra vez: mira primero tu pago.',
    },
  },
};
