/** Whether a large ledger makes the floor's pages slower. */
import { setTimeout as pause } from 'node:timers/promises';
import { OPERATOR } from '../../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../../support/bridge/floor-browser.ts';
import type { Row, Sizes } from '../row.ts';
import { inHistory } from './in-history.ts';
import type { Properties } from './properties.ts';
import type { Property } from './property.ts';

/** One address may have 50 pages a second. */
const BETWEEN_PAGES_MS = 40;

const PAGES = [
  { name: 'floor-page', title: 'Floor page', path: '/floor' },
  { name: 'reports-page', title: 'Reports page', path: '/floor/reports' },
] as const;

export function pagesInHistory(properties: Properties, sizes: Sizes): Row[] {
  return PAGES.flatMap(({ name, title, path }) =>
    inHistory(
      {
        name,
        title,
        product: `\`GET ${path}\` by a signed-in operator, from request to whole page.`,
        prepare: async (property) => pageOf(property, path),
        samples: Math.ceil(sizes.samples / 10),
      },
      properties,
      sizes,
    ),
  );
}

async function pageOf(property: Property, path: string): Promise<() => Promise<number>> {
  await property.site.operator(OPERATOR.name, 'administer');
  const browser = new FloorBrowser(property.url);
  const signedIn = await browser.signIn();
  if (signedIn.status !== 303) throw new Error(`signing in was answered ${signedIn.status}`);
  return async () => {
    await pause(BETWEEN_PAGES_MS);
    const begunAt = performance.now();
    const page = await browser.get(path);
    await page.text();
    const took = performance.now() - begunAt;
    if (page.status !== 200) throw new Error(`${path} was answered ${page.status}`);
    return took;
  };
}
