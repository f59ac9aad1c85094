import { isSimulated } from '../../../hardware/machine-kinds.ts';
import type { OperatorPage } from '../../../preload/operator.ts';
import { fact, pageWith, time } from './parts.ts';
import type { PageSources } from './sources.ts';

/** What runs here, and since when. */
export function softwarePage({ product, settings, rejectedFile, startedAt }: PageSources): OperatorPage {
  const { display, cabinet, glass } = settings;
  const simulated = isSimulated(cabinet);
  const size = display.widthMm === null || display.heightMm === null ? null : display;
  return pageWith('software', [
    fact('Topper', product.version),
    fact('Runtime', product.runtime),
    fact('Running since', time(startedAt)),
    fact(
      'Cabinet',
      simulated ? 'Virtual: no real money' : cabinet.kind.toUpperCase(),
      simulated ? 'care' : 'plain',
    ),
    rejectedFile === null
      ? fact('Settings', 'Those of the settings file')
      : fact('Settings', 'The last good ones: see the overview', 'care'),
    fact('Display', size === null ? 'Size not set' : `${size.widthMm} mm × ${size.heightMm} mm`),
    fact('Languages', glass.locales.join(', ')),
  ]);
}
