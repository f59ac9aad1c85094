import type { OperatorPage } from '../../../preload/operator.ts';
import { fact, money, NONE, pageWith, time } from './parts.ts';
import { SHOWN, type PageSources } from './sources.ts';

/** The acceptor test: runs for as long as the page is open. */
export function acceptorPage({ cabinet, has, findings }: PageSources): OperatorPage {
  if (!has.noteAcceptor) return pageWith('acceptor', [fact('Acceptor', 'The kiosk has none to test here')]);
  if (cabinet.connection !== 'ready') {
    return pageWith('acceptor', [fact('Acceptor', 'There is no board to ask', 'care')]);
  }
  const { acceptor, acceptedNotes, currency } = cabinet;
  const isWell = acceptor === 'IDLE' || acceptor === 'BUSY';
  return pageWith(
    'acceptor',
    [
      fact('Acceptor', acceptor.replace('_', ' ').toLowerCase(), isWell ? 'good' : 'care'),
      fact('Takes', acceptedNotes.map((minor) => money({ minor, currency })).join('  ') || NONE),
      fact('Test', 'Running: insert notes, each is recognised and given back. None is credited.'),
    ],
    {
      table: {
        columns: ['Time', 'Event', 'Note'],
        rows: findings.testedNotes.slice(0, SHOWN).map(({ at, note }) => ({
          cells: [
            time(at),
            note.kind.toLowerCase(),
            note.minor === 0 ? 'not recognised' : money({ minor: note.minor, currency: note.currency }),
          ],
          mood: note.kind === 'RETURNED' ? 'good' : 'care',
        })),
        none: 'No note yet.',
      },
    },
  );
}
