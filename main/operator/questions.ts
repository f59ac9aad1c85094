import type { OperatorCommand, OperatorQuestion } from '../../preload/operator.ts';
import { boardOf } from '../../protocol/cabinet.ts';
import type { PageSources } from './pages/sources.ts';
import { tryJournal } from '../journal/journal.ts';

/** What is asked before a command that cannot be undone; null for the others. */
export function questionBefore(command: OperatorCommand, sources: PageSources): OperatorQuestion | null {
  const { cabinet, journal } = sources;
  switch (command) {
    case 'acceptBoard': {
      const board = boardOf(cabinet);
      return {
        title: `Accept the board ${board?.serial ?? ''}?`,
        body: 'This machine credits with this board from now on. Have the meters of the old and of the new board been written down and compared?',
        confirm: 'Accept it in my name',
      };
    }
    case 'settleByHand': {
      const [open] = tryJournal(journal, () => journal.open(), []).filter(
        ({ acknowledged }) => !acknowledged,
      );
      return {
        title: `Settle ${open?.transferId ?? 'it'} by hand?`,
        body: 'The machine waits for it no longer. Compare the meters first, then settle the funding at the bridge.',
        confirm: 'Settle it in my name',
      };
    }
    case 'beginJournal':
      return {
        title: 'Begin a new journal?',
        body: 'The damaged one is put aside for the audit, and the kiosk starts anew. Has the ledger of the bridge been compared with the meters?',
        confirm: 'Begin it in my name',
      };
    case 'selfTest':
    case 'takeOut':
    case 'putIn':
      return null;
  }
}
