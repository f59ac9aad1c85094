import type { OperatorMood, OperatorPage } from '../../../preload/operator.ts';
import type { TransferStatus } from '../../../hardware/machine/credit-meter.ts';
import { tryJournal, type TransferRecord } from '../../journal/journal.ts';
import { fact, money, NONE, pageWith, time } from './parts.ts';
import { SHOWN, type PageSources } from './sources.ts';

/** The last transfers as the journal has them; where it is damaged, as the board has them, without times. */
export function transfersPage(sources: PageSources): OperatorPage {
  const { journal, findings } = sources;
  const none = 'No transfer yet.';
  if (journal.problem !== null) {
    return pageWith(
      'transfers',
      [fact('Source', 'The board’s own history: the journal is damaged', 'care')],
      {
        table: {
          columns: ['Transfer', 'Asked for', 'Result'],
          rows: (findings.boardHistory ?? []).map(({ transferId, requested, status }) => ({
            cells: [transferId, money(requested), resultOf(status)],
            mood: moodOf(status),
          })),
          none,
        },
      },
    );
  }
  const records = tryJournal(journal, () => journal.recent(SHOWN), []);
  const waiting = records.some(({ outcome, acknowledged }) => outcome === null && !acknowledged);
  return pageWith('transfers', [], {
    table: {
      columns: ['Time', 'Transfer', 'Asked for', 'Result', 'Bridge'],
      rows: records.map((record) => ({
        cells: [
          time(record.at),
          record.transferId,
          money(record.requested),
          resultOf(record.outcome),
          knownAtBridge(record),
        ],
        mood: moodOf(record.outcome),
      })),
      none,
    },
    commands: waiting ? [{ command: 'settleByHand', label: 'Settle the open one by hand' }] : [],
  });
}

function resultOf(outcome: TransferStatus | null): string {
  switch (outcome?.outcome) {
    case 'credited':
      return `credited ${money(outcome.amount)}`;
    case 'refused':
      return `refused: ${outcome.reason.replaceAll('_', ' ').toLowerCase()}`;
    case 'pending':
    case 'unknown':
      return outcome.outcome;
    case 'anotherOrder':
      return 'another order';
    case undefined:
      return 'not confirmed';
  }
}

function moodOf(outcome: TransferStatus | null): OperatorMood {
  if (outcome?.outcome === 'credited') return 'good';
  return outcome?.outcome === 'refused' ? 'plain' : 'care';
}

function knownAtBridge({ outcome, acknowledged }: TransferRecord): string {
  if (outcome === null) return acknowledged ? 'by hand' : NONE;
  return acknowledged ? 'told' : 'to be told';
}
