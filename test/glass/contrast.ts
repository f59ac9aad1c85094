/** Contrast as axe-core measures it, at WCAG 2 AA, of what is on the glass now. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

/** @returns sentences; none is good. Text that axe cannot decide about counts as a fault too. */
export async function contrastFaults(page: Page): Promise<string[]> {
  // axe needs a second page to finish its work, and Electron has none: the legacy mode does without it.
  const { violations, incomplete } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withRules(['color-contrast'])
    .analyze();
  return [...violations, ...incomplete].flatMap(({ nodes }) =>
    nodes.map(({ html, failureSummary }) => `${html.slice(0, 80)}: ${failureSummary ?? 'not decided'}`),
  );
}
