import type { OperatorPage } from '../../../preload/operator.ts';
import { money, pageWith, time } from './parts.ts';
import { SHOWN, type PageSources } from './sources.ts';
import { tryJournal } from '../../journal/journal.ts';

/** The last notes and what became of each; only a stacked one is money [stacked-notes]. */
export function notesPage({ journal }: PageSources): OperatorPage {
  return pageWith('notes', [], {
    table: {
      columns: ['Time', 'Note', 'Result', 'Bridge'],
      rows: tryJournal(journal, () => journal.recentNotes(SHOWN), []).map(({ at, note, acknowledged }) => ({
        cells: [
          time(at),
          note.minor === 0 ? 'not recognised' : money({ minor: note.minor, currency: note.currency }),
          note.kind.toLowerCase(),
          acknowledged ? 'told' : 'to be told',
        ],
        mood: note.kind === 'STACKED' ? 'good' : note.kind === 'RETURNED' ? 'plain' : 'care',
      })),
      none: journal.problem === null ? 'No note yet.' : 'The journal is damaged.',
    },
  });
}
