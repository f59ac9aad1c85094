import type { OperatorPage } from '../../../preload/operator.ts';
import { fact, money, pageWith } from './parts.ts';
import type { PageSources } from './sources.ts';

/** The board's own meters, as they stand. */
export function metersPage({ cabinet, findings }: PageSources): OperatorPage {
  if (cabinet.connection !== 'ready') {
    return pageWith('meters', [fact('Meters', 'There is no board to ask', 'care')]);
  }
  const { meters, currency } = cabinet;
  const amount = (minor: number): string => money({ minor, currency });
  return pageWith(
    'meters',
    [
      fact('Credits', amount(meters.credits)),
      fact('Cashless in', amount(meters.cashlessIn)),
      fact('Notes in', amount(meters.notesIn)),
      fact('Total out', amount(meters.totalOut)),
    ],
    {
      table: {
        columns: ['Note', 'Count', 'Value'],
        rows: (findings.noteCounts ?? []).map(({ minor, count }) => ({
          cells: [amount(minor), String(count), amount(minor * count)],
          mood: 'plain',
        })),
        none: 'The board has not told its notes.',
      },
    },
  );
}
