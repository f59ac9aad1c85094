import type { OperatorFact } from '../../../preload/operator.ts';
import { technicianCodes } from '../../readiness/technician-codes.ts';
import type { SettingsError } from '../../settings/settings-error.ts';
import { fact } from './parts.ts';

/**
 * Tells that the settings in use are not those of the file, what is wrong with it, and what to do; empty where they
 * are.
 */
export function settingsFacts(rejectedFile: SettingsError | null): OperatorFact[] {
  if (rejectedFile === null) return [];
  const { code } = technicianCodes[`settings.${rejectedFile.code}`];
  return [
    fact('Settings', 'The last good ones. Those of the settings file are not in use.', 'care'),
    fact('Wrong with the file', `${code}: ${rejectedFile.message}`, 'care'),
    fact('To mend it', 'Correct the file, then start the kiosk anew: it reads the file at its start.'),
  ];
}

/** The same for the brand, without which the machine works as well; empty where it is in use, or none is wanted. */
export function brandFacts(problem: SettingsError | null): OperatorFact[] {
  if (problem === null) return [];
  const { code } = technicianCodes[`settings.${problem.code}`];
  return [
    fact('Brand', 'Not in use: the glass is in its own look', 'care'),
    fact('Wrong with the brand', `${code}: ${problem.message}`, 'care'),
  ];
}
