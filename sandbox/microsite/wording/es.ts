import type { Texts } from './texts.ts';

const NOT_READY = 'Intenta otra vez cuando la máquina muestre un código, o pide ayuda al personal.';
const SCAN_AGAIN = 'Escanea el código que la máquina muestra ahora.';

export const es: Texts = {
  site: 'Sitio de prueba',
  noRealMoney: 'Sin dinero real',
  footer: 'Demostración. No se contacta a ningún banco.',
  addingTo: 'Agregas dinero a',
  machine: (asset) => `Máquina ${asset}`,
  progress: (step, of) => `Paso ${step} de ${of}`,
  next: 'Continuar',
  back: 'Atrás',
  cancel: 'Cancelar el pago',
  tryAgain: 'Intentar otra vez',
  amount: {
    title: 'Elige un monto',
    heading: '¿Cuánto quieres agregar?',
    legend: 'Monto',
    other: 'Otro monto',
    label: 'Monto en dólares',
    range: (least, most) => `De ${least} a ${most}`,
    problems: (least, most) => ({
      MISSING: 'Elige un monto.',
      NOT_AN_AMOUNT: 'Escribe un monto en dólares, por ejemplo 35 o 35.50.',
      TOO_SMALL: `Lo mínimo que puedes agregar es ${least}.`,
      TOO_LARGE: `Lo máximo que puedes agregar de una vez es ${most}.`,
    }),
  },
  bank: {
    heading: 'Elige tu banco',
    lead: (amount) => `Entras en tu banco y pagas ${amount} directamente desde tu cuenta.`,
  },
  login: {
    heading: (bank) => `Entra en ${bank}`,
    userName: 'Usuario',
    passPhrase: 'Contraseña',
    button: 'Entrar',
    busy: (bank) => `Contactando a ${bank}…`,
    problems: {
      MISSING: 'Escribe tu usuario y tu contraseña.',
      WRONG_CREDENTIALS: 'El usuario o la contraseña no son correctos. Intenta otra vez.',
      ACCOUNT_LOCKED: 'Este acceso está bloqueado. Habla con tu banco o elige otro.',
      UNAVAILABLE: 'El banco no responde en este momento. Intenta otra vez o elige otro banco.',
      NO_ACCOUNTS: 'Aquí no hay ninguna cuenta con la que se pueda pagar. Elige otro banco.',
      NOT_UNDERSTOOD: 'El banco respondió de una forma que no se entiende. Elige otro banco.',
      BANK_FAULT: 'Algo falló en el banco. Intenta otra vez o elige otro banco.',
      BEFORE_LOGIN: 'No se pudo empezar a entrar. Intenta otra vez o elige otro banco.',
      ACTION_AT_BANK:
        'Tu banco pide que hagas algo primero en su propio sitio. Entra allí y luego intenta otra vez.',
      CONNECTION: 'Se cortó la conexión con el banco. Intenta otra vez.',
      BLOCKED: 'El banco no permite entrar desde aquí. Elige otro banco.',
      TIMED_OUT: 'El banco tardó demasiado. Intenta otra vez o elige otro banco.',
      SESSION_OVER: 'Tardaste demasiado y el banco cerró la sesión. Entra otra vez.',
      NOT_SUPPORTED: 'Aquí no se pueden usar cuentas de este tipo. Elige otro banco.',
    },
    questionProblems: {
      WRONG_ANSWER: 'No es correcto. Intenta otra vez.',
      NOT_PROCESSED: 'El banco no pudo procesarlo. Intenta otra vez.',
      MISSING: 'Completa todos los campos.',
    },
    hints: {
      summary: 'Qué escribir aquí',
      lead: 'Sirve cualquier usuario y cualquier contraseña; otro usuario es otra persona. Estas contraseñas hacen algo más:',
      phrases: [
        ['NotEnoughFunds', 'el banco rechaza el pago'],
        ['AccountLocked', 'el acceso está bloqueado'],
        ['LoginError', 'contraseña incorrecta'],
        ['Unavailable', 'el banco no responde'],
        ['Balance75', 'una sola cuenta, con $75'],
      ],
      slowBefore: 'El usuario',
      slowAfter: 'con un número de segundos como contraseña es un banco lento.',
    },
  },
  account: {
    title: 'Elige una cuenta',
    heading: '¿Con qué cuenta pagas?',
    legend: 'Cuenta',
    kinds: { Checking: 'Cuenta corriente', Savings: 'Cuenta de ahorros' },
    endingIn: 'terminada en',
    available: (amount) => `Disponible: ${amount}`,
  },
  review: {
    heading: 'Revisa y aprueba',
    from: 'Desde',
    to: 'Para',
    fee: 'Comisión',
    noFee: 'Ninguna',
    approve: (amount) => `Aprobar ${amount}`,
    busy: 'Aprobando…',
    promise: 'El dinero sale de tu cuenta solo cuando ya está en la máquina.',
  },
  payment: {
    adding: {
      title: 'Agregando a la máquina',
      heading: (amount) => `Agregando ${amount} a la máquina…`,
      lead: 'Es solo un momento. No cierres esta página.',
    },
    unconfirmed: {
      title: 'Aún sin confirmar',
      doNotPay: 'No pagues otra vez.',
      lead: 'Si esta página no cambia pronto, pide ayuda al personal.',
      hint: (amount) => `Seguimos preguntando a la máquina por tus ${amount}.`,
    },
    added: {
      title: 'Dinero agregado',
      heading: (amount) => `${amount} ya están en la máquina`,
      lead: 'A jugar. Puedes cerrar esta página.',
      partly: (approved, taken) =>
        `Aprobaste ${approved} y la máquina tomó ${taken}. De tu cuenta salen solo ${taken}.`,
    },
    declinedTitle: 'No se agregó',
    nothingTaken: 'No se tomó nada de tu cuenta.',
    reasonCode: (code) => `Código del motivo: ${code}`,
    receipt: { amount: 'Monto', from: 'Desde', machine: 'Máquina', reference: 'Referencia' },
  },
  refusals: {
    offline: { title: 'No hay conexión con la máquina', advice: NOT_READY },
    notReady: { title: 'La máquina no puede recibir dinero ahora', advice: NOT_READY },
    busy: { title: 'La máquina está ocupada con otro pago', advice: NOT_READY },
    amount: { title: 'La máquina no acepta este monto', advice: 'Elige otro monto.' },
    tooLate: {
      title: 'Tardó demasiado',
      advice: 'Escanea el código de la máquina para intentar otra vez.',
    },
    cancelledByPlayer: {
      title: 'Pago cancelado',
      advice: 'Escanea el código de la máquina para empezar de nuevo.',
    },
    notAdded: {
      title: 'El dinero no se agregó',
      advice: 'Escanea el código de la máquina para intentar otra vez.',
    },
    bank: {
      title: 'Tu banco lo rechazó',
      advice: 'No hay suficiente dinero en esta cuenta. Prueba con otra cuenta o con un monto menor.',
    },
    limit: { title: 'Rechazado: límite alcanzado', advice: 'Podrás agregar más otro día.' },
    other: { title: 'El pago fue rechazado', advice: 'Pide ayuda al personal, por favor.' },
  },
  leftToday: (amount) => `Hoy te quedan ${amount}.`,
  notices: {
    expiredCode: { title: 'Este código venció', text: `No se tomó nada. ${SCAN_AGAIN}` },
    usedCode: {
      title: 'Este código ya se usó',
      text: `Un código agrega dinero una sola vez. En esta visita no se tomó nada de tu cuenta. ${SCAN_AGAIN}`,
    },
    codeInUse: {
      title: 'Ya hay un pago en curso con este código',
      text: 'En esta visita no se tomó nada de tu cuenta. Si fuiste tú quien acaba de pagar, no pagues otra vez: la página donde pagaste te dirá el resultado. Si no, escanea el próximo código que muestre la máquina.',
    },
    unknownCode: { title: 'Este código no es nuestro', text: SCAN_AGAIN },
    visitOver: { title: 'Esta visita terminó', text: `No se tomó nada. ${SCAN_AGAIN}` },
    phoneReady: {
      title: 'Este teléfono está listo',
      text: 'Ahora escanea el código de la máquina con la cámara de este teléfono.',
    },
    left: { title: 'Pago cancelado', text: 'No se tomó nada. Puedes cerrar esta página.' },
  },
};
