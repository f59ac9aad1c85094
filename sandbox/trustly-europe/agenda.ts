/** What is due in this part: the next step of an order, the next notification to the merchant. */
import type { Logger } from 'pino';
import { createAgenda, type Agenda } from '../agenda.ts';
import type { EuropeFaultSwitch } from './faults.ts';
import type { NotificationSender } from './notifications/notification-sender.ts';
import type { Orders } from './orders.ts';

export interface AgendaPorts {
  readonly orders: Orders;
  readonly sender: NotificationSender;
  readonly faults: EuropeFaultSwitch;
  readonly log: Logger;
}

export function europeAgenda({ orders, sender, faults, log }: AgendaPorts): Agenda {
  const queue = orders.notifications;
  return createAgenda(
    {
      clock: orders.clock,
      takeDueSteps: () => orders.takeDueSteps(),
      due: (now) => queue.due(now),
      nextDueAt: () => queue.nextDueAt(),
      idOf: ({ notificationId }) => notificationId,
      subjectOf: ({ orderId }) => orderId,
      isUntried(notificationId) {
        const notification = queue.get(notificationId);
        return notification !== null && notification.state === 'waiting' && notification.attempts === 0;
      },
      async bring(notification) {
        const { signedWith, notifications } = faults.faults;
        const outcome = await sender.send(notification, signedWith, notifications === 'wrongSignature');
        orders.heard(notification, outcome);
        const { notificationId, method, orderId } = notification;
        log.info({ notificationId, method, orderId, outcome }, 'notification sent');
      },
    },
    log,
  );
}
