import type { OperatorFact, OperatorPage } from '../../../preload/operator.ts';
import { cabinetState } from './states.ts';
import { fact, money, NONE, pageWith } from './parts.ts';
import type { Findings, PageSources } from './sources.ts';

/** Which board it is, whether it is the machine's, and whether it is well. */
export function boardPage({ cabinet, has, inService, findings }: PageSources): OperatorPage {
  const { accepted } = inService;
  const inUse = accepted === null ? 'None yet' : `${accepted.serial}, memory ${accepted.memoryId}`;
  const facts = [fact('State', ...cabinetState(inService.status)), fact('Board in service', inUse)];
  if (cabinet.connection !== 'ready') return pageWith('board', facts);
  const { identity } = cabinet;
  const isOther =
    accepted !== null && (accepted.serial !== identity.serial || accepted.memoryId !== identity.memoryId);
  const { isOlder } = inService;
  return pageWith(
    'board',
    [
      ...facts,
      fact(
        'Plugged in',
        `${identity.serial}, memory ${identity.memoryId}`,
        isOther || isOlder ? 'care' : 'good',
      ),
      ...(isOlder ? [fact('Its memory', 'An older copy: initialise it, or replace the board', 'care')] : []),
      fact('Firmware', identity.firmware),
      fact('Protocol', String(identity.protocol)),
      fact('Denomination', money({ minor: cabinet.denomination, currency: cabinet.currency })),
      ...(has.selfTest ? [selfTestFact(findings.selfTest)] : []),
    ],
    {
      commands: [
        ...(has.selfTest ? [{ command: 'selfTest', label: 'Run the self test' } as const] : []),
        ...(isOther && !isOlder ? [{ command: 'acceptBoard', label: 'Accept this board' } as const] : []),
      ],
    },
  );
}

function selfTestFact(result: Findings['selfTest']): OperatorFact {
  if (result === null) return fact('Self test', NONE);
  if (result === 'running') return fact('Self test', 'Running');
  if (result === 'noAnswer') return fact('Self test', 'The board did not answer', 'care');
  if (result.length === 0) return fact('Self test', 'Passed', 'good');
  return fact('Self test', `Failed: ${result.join(', ')}`, 'care');
}
