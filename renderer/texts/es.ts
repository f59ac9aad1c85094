import type { Texts } from './texts.ts';

export const es: Texts = {
  purpose: 'Agrega dinero con tu teléfono',
  steps: [
    { verb: 'Escanea', how: 'Apunta la cámara al código' },
    { verb: 'Elige', how: 'Escoge el monto y tu banco' },
    { verb: 'Aprueba', how: 'Confirma con tu banco' },
    { verb: 'Juega', how: 'Los créditos aparecen aquí' },
  ],
  invitation: {
    title: 'Agrega dinero con tu teléfono',
    body: 'Sin tarjeta y sin aplicación. Basta con tu banco.',
    button: 'Toca para ver el código',
  },
  starting: { title: 'Un momento', body: 'Nos estamos preparando. Mientras, puedes usar efectivo.' },
  adding: { title: 'Agregando a esta máquina', body: 'Aprobado. Tus créditos están en camino.' },
  added: { title: 'Agregado a esta máquina', body: 'Tus créditos ya están en el contador. A jugar.' },
  addedInPart: (requested) => `Pediste ${requested}. El resto no se agregó.`,
  declined: {
    LIMIT_REACHED: { title: 'Límite diario alcanzado', body: 'Con esto pasarías tu límite de hoy.' },
    MACHINE_NOT_READY: {
      title: 'Máquina no disponible',
      body: 'La máquina no pudo recibir dinero. Intenta otra vez o pide ayuda al personal.',
    },
    AMOUNT_NOT_ALLOWED: {
      title: 'Prueba otro monto',
      body: 'Esta máquina no acepta ese monto. Escanea de nuevo y elige otro.',
    },
    CANCELLED: {
      title: 'Cancelado',
      body: 'Cancelaste en tu teléfono. Escanea de nuevo cuando quieras.',
    },
    EXPIRED: {
      title: 'Se acabó el tiempo',
      body: 'El pago tardó demasiado. Escanea de nuevo para empezar.',
    },
    REFUSED_BY_BANK: {
      title: 'Tu banco lo rechazó',
      body: 'Tu banco no lo aprobó. Prueba otra cuenta o consulta a tu banco.',
    },
  },
  remainingToday: (amount) => `Hoy todavía puedes agregar ${amount}.`,
  nothingRemainsToday: 'Mañana podrás agregar dinero otra vez.',
  nothingAdded: 'No se agregó nada.',
  unconfirmed: {
    title: 'Espera aquí, por favor',
    body: 'Estamos confirmando tu pago. No pagues otra vez: el personal te ayudará.',
  },
  note: {
    accepted: { title: 'Billete aceptado', body: 'Tus créditos ya están en el contador.' },
    returned: { title: 'Billete devuelto', body: 'Retíralo, por favor. Alísalo o prueba con otro.' },
  },
  unavailable: {
    STARTING: { title: 'Un momento', body: 'Nos estamos preparando. Mientras, puedes usar efectivo.' },
    LINK_DOWN: {
      title: 'Pago por teléfono en pausa',
      body: 'Sin conexión con el casino. Usa efectivo o intenta en unos minutos.',
    },
    LINK_REFUSED: {
      title: 'Sin pago por teléfono',
      body: 'Esta máquina aún no está configurada. Usa efectivo o pide ayuda al personal.',
    },
    CODE_SOURCE_UNREACHABLE: {
      title: 'Pago por teléfono en pausa',
      body: 'El servicio de pago no responde. Usa efectivo o intenta en unos minutos.',
    },
    CODE_SOURCE_REFUSED: {
      title: 'Sin pago por teléfono',
      body: 'El servicio de pago no está disponible aquí. Usa efectivo o pide ayuda al personal.',
    },
    CABINET_ABSENT: {
      title: 'Sin pago por teléfono',
      body: 'No hay comunicación con esta máquina. Pide ayuda al personal.',
    },
    CABINET_FAULT: {
      title: 'Sin pago por teléfono',
      body: 'Esta máquina necesita atención. Pide ayuda al personal.',
    },
    DOOR_OPEN: {
      title: 'La puerta está abierta',
      body: 'El personal la cerrará. Después podrás agregar dinero.',
    },
    TILT: { title: 'Máquina detenida', body: 'Pide ayuda al personal. Tus créditos están a salvo.' },
    CASHING_OUT: { title: 'Cobro en curso', body: 'Un momento. Después podrás agregar dinero otra vez.' },
    MACHINE_DISABLED: {
      title: 'Máquina cerrada',
      body: 'El casino ha cerrado esta máquina. Elige otra, por favor.',
    },
    ACCEPTOR_FAULT: { title: 'Máquina detenida', body: 'Necesita atención. Pide ayuda al personal.' },
    CLOCK_NOT_TRUSTED: {
      title: 'Pago por teléfono en pausa',
      body: 'Esta máquina necesita atención. Usa efectivo o pide ayuda al personal.',
    },
    JOURNAL_DAMAGED: {
      title: 'Sin pago por teléfono',
      body: 'Esta máquina necesita atención. Pide ayuda al personal.',
    },
    CODE_NOT_SCANNABLE: {
      title: 'Sin pago por teléfono',
      body: 'El código no cabe en esta pantalla. Usa efectivo o pide ayuda al personal.',
    },
    OUT_OF_SERVICE: { title: 'Fuera de servicio', body: 'Elige otra máquina, por favor.' },
  },
  withoutCash: {
    STARTING: 'Nos estamos preparando.',
    LINK_DOWN: 'Sin conexión con el casino. Intenta en unos minutos.',
    LINK_REFUSED: 'Esta máquina aún no está configurada. Pide ayuda al personal.',
    CODE_SOURCE_UNREACHABLE: 'El servicio de pago no responde. Intenta en unos minutos.',
    CODE_SOURCE_REFUSED: 'El servicio de pago no está disponible aquí. Pide ayuda al personal.',
    CLOCK_NOT_TRUSTED: 'Esta máquina necesita atención. Pide ayuda al personal.',
    CODE_NOT_SCANNABLE: 'El código no cabe en esta pantalla. Pide ayuda al personal.',
  },
  expired: { title: 'Un momento', body: 'Este código venció. Ya viene uno nuevo.' },
  machine: 'Máquina',
  takesNotes: 'Acepta',
  takesNoNotes: 'Ahora no acepta billetes',
  playWithinLimits: 'Juega dentro de tus límites.',
  help: (helpline) => `Ayuda: ${helpline}`,
  trial: { DEMO: 'Demo. Sin dinero real.', STAND_IN: 'Prueba. No es para jugar.' },
  code: 'Código',
};
