import type { OperatorPage } from '../../../preload/operator.ts';
import { brandFacts, settingsFacts } from './settings-facts.ts';
import { cabinetState, journalState, linkState } from './states.ts';
import { fact, pageWith } from './parts.ts';
import type { PageSources } from './sources.ts';
import { tryJournal } from '../../journal/journal.ts';

/** What is wrong with the machine, if anything is, and what to do about it. */
export function overviewPage(sources: PageSources): OperatorPage {
  const { trouble, journal, settings, outOfService } = sources;
  const open = tryJournal(journal, () => journal.open(), []).filter(({ acknowledged }) => !acknowledged);
  const facts = [
    fact('Machine', settings.link.asset),
    ...settingsFacts(sources.rejectedFile),
    ...brandFacts(sources.brandProblem),
    outOfService
      ? fact('Service', 'Out of service until it is put back', 'care')
      : fact('Service', 'In service when this menu is left', 'good'),
    fact('Cabinet', ...cabinetState(sources.inService.status)),
    fact('Link', ...linkState(sources.link)),
    fact('Journal', ...journalState(journal.problem)),
    journal.problem === null
      ? fact('Unconfirmed transfers', String(open.length), open.length > 0 ? 'care' : 'good')
      : fact('Unconfirmed transfers', 'Not known', 'care'),
    ...(trouble === null
      ? [fact('Trouble', 'None', 'good')]
      : [fact('Trouble', `${trouble.code}: ${trouble.cause}`, 'care'), fact('What to do', trouble.remedy)]),
  ];
  const command = outOfService ? 'putIn' : 'takeOut';
  const label = outOfService ? 'Put into service' : 'Take out of service';
  return pageWith('overview', facts, { commands: [{ command, label }] });
}
