import type { OperatorPage } from '../../../preload/operator.ts';
import { fact, pageWith } from './parts.ts';
import type { PageSources } from './sources.ts';

/** About as long as a payment's url, so that its modules are about as small. */
const LENGTH = 400;

/** A code that is no payment and leads nowhere, to try the display with a phone. */
export function patternPage({ settings }: PageSources): OperatorPage {
  const message = `Topper display test, machine ${settings.link.asset}. A phone that shows this reads this display. `;
  return pageWith(
    'pattern',
    [
      fact('Test', 'Scan it with a phone from where a player stands.'),
      fact('It reads', 'Topper display test. It is no payment.'),
    ],
    { pattern: message + '0123456789'.repeat(LENGTH / 10).slice(message.length) },
  );
}
