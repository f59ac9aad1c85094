/** The addresses of the checkout. A visit's own address is its key: it is never logged. */
export const CHECKOUT_PATH = '/checkout';

export const checkoutPath = (orderId: string, sessionId: string): string =>
  `${CHECKOUT_PATH}?OrderID=${orderId}&SessionID=${sessionId}`;

export const visitPath = (id: string): string => `${CHECKOUT_PATH}/${id}`;

export type Action = 'country' | 'bank' | 'login' | 'account' | 'approve' | 'back' | 'cancel';

/** Where the forms of a visit post to. */
export const actionPath = (id: string, action: Action): string => `${visitPath(id)}/${action}`;
