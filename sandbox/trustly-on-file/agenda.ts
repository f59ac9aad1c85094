/** What is due in this part: the next step of a transaction, the next event to the merchant. */
import type { Logger } from 'pino';
import { createAgenda, type Agenda } from '../agenda.ts';
import type { EventSender } from './event-sender.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import type { Transactions } from './transactions.ts';

export interface AgendaPorts {
  readonly transactions: Transactions;
  readonly sender: EventSender;
  readonly faults: OnFileFaultSwitch;
  readonly log: Logger;
}

export function onFileAgenda({ transactions, sender, faults, log }: AgendaPorts): Agenda {
  const { events, clock } = transactions;
  return createAgenda(
    {
      clock,
      takeDueSteps: () => transactions.takeDueSteps(),
      due: (now) => events.due(now),
      nextDueAt: () => events.nextDueAt(),
      idOf: ({ eventId }) => eventId,
      subjectOf: ({ transactionId }) => transactionId,
      isUntried(eventId) {
        const event = events.get(eventId);
        return event !== null && event.url !== null && event.attempts === 0;
      },
      async bring(event) {
        const answer = await sender.send(event, faults.faults.events === 'wrongSignature');
        events.tried(event, answer, clock.now());
        const { eventId, eventType, transactionId } = event;
        log.info({ eventId, eventType, transactionId, answer }, 'event sent');
      },
    },
    log,
  );
}
