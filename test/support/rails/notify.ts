/** Sends notifications as the service of the minimal rail does: signed, the same bytes until they are answered. */
import { signatureOf, type SignedNotification } from './minimal-rail.ts';

export const NOTIFICATION_KEY = 'key-of-the-notifications';

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export async function notify(bridgeUrl: string, notification: SignedNotification): Promise<Answered> {
  const body = JSON.stringify(notification);
  const signature = signatureOf(Buffer.from(body), NOTIFICATION_KEY).toString('base64');
  const response = await fetch(`${bridgeUrl}/minimal/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', signature },
    body,
  });
  return { status: response.status, text: await response.text() };
}
