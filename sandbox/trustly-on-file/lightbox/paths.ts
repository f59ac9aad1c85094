/** The addresses of the Lightbox. A visit's own address is its key: it is never logged. */
export const START_PATH = '/start';
export const SCRIPT_PATH = `${START_PATH}/scripts/trustly.js`;
export const LIGHTBOX_PATH = `${START_PATH}/lightbox`;

export const visitPath = (id: string): string => `${LIGHTBOX_PATH}/${id}`;

export type Action =
  | 'bank'
  | 'login'
  | 'answer'
  | 'account'
  | 'details'
  | 'manual'
  | 'numbers'
  | 'code'
  | 'confirm'
  | 'back'
  | 'cancel';

/** Where the forms of a visit post to. */
export const actionPath = (id: string, action: Action): string => `${visitPath(id)}/${action}`;
