/** What is wrong with a page on a phone as it stands: for people who do not see it well, for fingers, and in its width. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** @param complaints what its browser has said so far. Where the page brings itself anew meanwhile, the one that comes is looked at. */
export async function unfitPage(page: Page, complaints: readonly string[] = []): Promise<string[]> {
  for (;;) {
    try {
      return [...(await looked(page)), ...complaints];
    } catch (error) {
      if (!/because of a navigation/.test(String(error))) throw error;
    }
  }
}

/** Of scripts that fail, and of what the policy keeps out. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of [45]/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

async function looked(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const { tooSmall, width, shown } = await page.evaluate(() => ({
    tooSmall: [
      ...document.querySelectorAll(
        'button:not([aria-hidden]), input:not([type=hidden], [type=radio]), label.choice, a',
      ),
    ]
      .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 44)
      .map((one) => one.outerHTML),
    width: document.documentElement.scrollWidth,
    shown: innerWidth,
  }));
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)),
    ...tooSmall.map((html) => `too small to touch: ${html}`),
    ...(width > shown ? [`scrolls sideways, ${width} px wide`] : []),
  ];
}
