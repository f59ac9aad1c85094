import type { OperatorPage } from '../../../preload/operator.ts';
import type { AuditEvent } from '../audit.ts';
import { NONE, pageWith, time } from './parts.ts';
import { SHOWN, type PageSources } from './sources.ts';

const TEXT: Readonly<Record<AuditEvent, string>> = {
  asked: 'Menu asked for',
  turnedAway: 'Turned away',
  wrongCode: 'Wrong code',
  locked: 'Menu locked',
  entered: 'Entered the menu',
  left: 'Left the menu',
  acceptorTest: 'Acceptor test',
  selfTest: 'Self test',
  outOfService: 'Taken out of service',
  inService: 'Put into service',
  boardAccepted: 'Board accepted',
  transferSettledByHand: 'Transfer settled by hand',
  journalBegun: 'New journal begun',
};

const alarming: ReadonlySet<AuditEvent> = new Set(['turnedAway', 'wrongCode', 'locked']);

/** Who was at this menu, or tried to be. */
export function logPage({ log }: PageSources): OperatorPage {
  return pageWith('log', [], {
    table: {
      columns: ['Time', 'Who', 'What', 'Detail'],
      rows: log.slice(0, SHOWN).map(({ at, event, operator, detail }) => ({
        cells: [time(at), operator ?? NONE, TEXT[event], detail],
        mood: alarming.has(event) ? 'care' : 'plain',
      })),
      none: 'Nothing yet.',
    },
  });
}
