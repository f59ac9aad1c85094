/** Everything that is measured, in the order of the document. */
import { approval } from './bridge/approval.ts';
import { fundingRates } from './bridge/funding-rate.ts';
import { fundingsInHistory } from './bridge/history.ts';
import { linkedKiosks } from './bridge/linked-kiosks.ts';
import { manyKiosks } from './bridge/many-kiosks.ts';
import { pagesInHistory } from './bridge/pages.ts';
import { processes } from './bridge/processes.ts';
import type { Properties } from './bridge/properties.ts';
import { verifyNew } from './bridge/verify-new.ts';
import { approvalInElectron } from './kiosk/approval-in-electron.ts';
import { inElectron } from './kiosk/in-electron.ts';
import { linkHealed } from './kiosk/link-healed.ts';
import { orderToCredit } from './kiosk/order-to-credit.ts';
import { payPages } from './phone/pay-page.ts';
import type { Row, Sizes } from './row.ts';

/** Families of rows; one that is not here comes last. */
const ORDER: readonly string[] = [
  'approval-electron',
  'approval',
  'funding-rate',
  'processes',
  'history-rate',
  'history-approval',
  'floor-page',
  'reports-page',
  'verify-new',
  'pay-page',
  'code-painted',
  'code-processor',
  'start',
  'memory',
  'rest',
  'link-healed',
  'order-to-credit',
];

export function allRows(properties: Properties, sizes: Sizes): Row[] {
  const rows = [
    approval(properties, sizes),
    ...fundingRates(properties, sizes),
    ...processes(properties, sizes),
    ...fundingsInHistory(properties, sizes),
    ...pagesInHistory(properties, sizes),
    ...verifyNew(properties, sizes),
    ...payPages(),
    approvalInElectron(sizes),
    ...inElectron(),
    linkHealed(),
    ...orderToCredit(sizes),
    linkedKiosks(properties, sizes),
    ...manyKiosks(properties, sizes),
  ];
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ family }: Row): number {
  const place = ORDER.indexOf(family);
  return place < 0 ? ORDER.length : place;
}

/** @returns the rows of these names or families, all without one; a name that is neither, as a text. */
export function chosenRows(rows: readonly Row[], names: readonly string[]): Row[] | string {
  const unknown = names.find((name) => !rows.some((row) => row.name === name || row.family === name));
  if (unknown !== undefined) return unknown;
  return rows.filter(
    ({ name, family }) => names.length === 0 || names.includes(name) || names.includes(family),
  );
}
