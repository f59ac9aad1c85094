import type { OperatorPageName } from '../../preload/operator.ts';

/** The pages in the order of the menu; the values are its buttons. */
export const PAGES: Readonly<Record<OperatorPageName, string>> = {
  overview: 'Overview',
  board: 'Board',
  acceptor: 'Acceptor',
  meters: 'Meters',
  transfers: 'Transfers',
  notes: 'Notes',
  journal: 'Journal',
  link: 'Link',
  pattern: 'Test code',
  software: 'Software',
  log: 'Log',
};

export const PAGE_NAMES = Object.keys(PAGES) as OperatorPageName[];
