import type { OperatorPage } from '../../../preload/operator.ts';
import { journalState } from './states.ts';
import { fact, NONE, pageWith, time } from './parts.ts';
import type { PageSources } from './sources.ts';
import { tryJournal } from '../../journal/journal.ts';

/** Whether the journal is sound, and what to do where it is not. */
export function journalPage({ journal }: PageSources): OperatorPage {
  const { problem } = journal;
  const state = fact('Journal', ...journalState(problem));
  if (problem !== null) {
    return pageWith('journal', [state, fact('Cause', problem.message, 'care')], {
      commands: mayBeReplaced(problem.code)
        ? [{ command: 'beginJournal', label: 'Begin a new journal' }]
        : [],
    });
  }
  const count = (read: () => { length: number }): number => tryJournal(journal, read, []).length;
  const open = count(() => journal.open());
  const untold = count(() => journal.unreported()) + count(() => journal.unreportedNotes());
  const [last] = tryJournal(journal, () => journal.recent(1), []);
  return pageWith('journal', [
    state,
    fact('Not confirmed', String(open), open > 0 ? 'care' : 'good'),
    fact('To be told to the bridge', String(untold), untold > 0 ? 'care' : 'good'),
    fact('Last transfer', last === undefined ? NONE : `${last.transferId} at ${time(last.at)}`),
  ]);
}

/** The others are cured by ending another kiosk, by room on the disk or by the newer version; the journal is sound. */
export function mayBeReplaced(code: string): boolean {
  return code === 'DAMAGED' || code === 'MISSING';
}
