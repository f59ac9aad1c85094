import type { OperatorPage } from '../../../preload/operator.ts';
import { technicianCodes, type TechnicianCode } from '../../readiness/technician-codes.ts';
import { linkState } from './states.ts';
import { fact, pageWith } from './parts.ts';
import type { PageSources } from './sources.ts';

/** The bridge is there, and gets no codes from the payment service. */
const NO_CODES: ReadonlySet<TechnicianCode['reason']> = new Set([
  'CODE_SOURCE_UNREACHABLE',
  'CODE_SOURCE_REFUSED',
]);

/** The connection to the bridge, and what prevents it. */
export function linkPage({ link, settings, trouble }: PageSources): OperatorPage {
  return pageWith('link', [
    fact('Link', ...linkState(link)),
    ...(link.link === 'down' ? [fact('What to do', technicianCodes[`link.${link.loss}`].remedy)] : []),
    fact('Bridge', settings.link.url),
    fact('Asset', settings.link.asset),
    ...(link.link === 'up'
      ? [
          fact('Designation', link.welcome.designation),
          fact(
            'By the CMS',
            link.welcome.enabled ? 'Enabled when it connected' : 'Disabled when it connected',
          ),
          fact('Currency', link.welcome.currency),
        ]
      : []),
    ...(trouble !== null && NO_CODES.has(trouble.reason)
      ? [fact('Codes', `${trouble.code}: ${trouble.cause}`, 'care'), fact('What to do', trouble.remedy)]
      : []),
  ]);
}
