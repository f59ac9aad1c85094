/** Tables of the documents under docs/, so that a test can hold them against the code. */
import { readFileSync } from 'node:fs';

const docs = new URL('../../docs/', import.meta.url);

/**
 * The rows of the first table under this heading, header left out, each as its cells.
 * Throws when there is no such heading or no table under it.
 */
export function documentTable(document: string, heading: string): string[][] {
  const lines = readFileSync(new URL(document, docs), 'utf8').split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new Error(`${document} has no heading "${heading}"`);
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  const section = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  const first = section.findIndex((line) => line.startsWith('|'));
  if (first < 0) throw new Error(`${document} has no table under "${heading}"`);
  const table = section.slice(first);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
