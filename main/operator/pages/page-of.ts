import type { OperatorPage, OperatorPageName } from '../../../preload/operator.ts';
import { acceptorPage } from './acceptor-page.ts';
import { boardPage } from './board-page.ts';
import { journalPage } from './journal-page.ts';
import { linkPage } from './link-page.ts';
import { logPage } from './log-page.ts';
import { metersPage } from './meters-page.ts';
import { notesPage } from './notes-page.ts';
import { overviewPage } from './overview-page.ts';
import { patternPage } from './pattern-page.ts';
import { softwarePage } from './software-page.ts';
import type { PageSources } from './sources.ts';
import { transfersPage } from './transfers-page.ts';

const pages: Readonly<Record<OperatorPageName, (sources: PageSources) => OperatorPage>> = {
  overview: overviewPage,
  board: boardPage,
  acceptor: acceptorPage,
  meters: metersPage,
  transfers: transfersPage,
  notes: notesPage,
  journal: journalPage,
  link: linkPage,
  pattern: patternPage,
  software: softwarePage,
  log: logPage,
};

/** The page as the machine is at this instant. No secret, no token, no UBAI is among its sources [secrets-kept]. */
export function pageOf(name: OperatorPageName, sources: PageSources): OperatorPage {
  return pages[name](sources);
}
