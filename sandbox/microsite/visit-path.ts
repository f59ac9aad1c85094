/** The addresses of the microsite. A visit's own address is its key: it is never logged. */
export const MICROSITE_PATH = '/cashlesscasino-client';

/** Says that the phone has got through to the microsite. */
export const READY_PATH = `${MICROSITE_PATH}/ready`;

export const visitPath = (id: string): string => `${MICROSITE_PATH}/checkout/${id}`;

/** Where the forms of a visit post to. */
export const actionPath = (id: string, action: VisitAction): string => `${visitPath(id)}/${action}`;

export type VisitAction =
  'amount' | 'bank' | 'login' | 'answer' | 'account' | 'approve' | 'back' | 'cancel' | 'again';
