import { JournalError, type Journal } from './journal.ts';

/**
 * Does the work with the journal, or returns `otherwise` where the journal is damaged or fails at it. For what may be
 * left undone then; crediting is not such a thing. The journal itself has told its problem.
 */
export function whileSound<T>(journal: Journal, work: () => T, otherwise: T): T {
  if (journal.problem !== null) return otherwise;
  try {
    return work();
  } catch (error) {
    if (error instanceof JournalError) return otherwise;
    throw error;
  }
}
