/** Tables of the documents under docs/, so that a test can compare them with the code. */
import { readFileSync } from 'node:fs';

const docs = new URL('../../docs/', import.meta.url);

/**
 * The rows of a table under this heading, header left out, each as its cells.
 * @param index which of the tables there, from 0.
 * Throws when there is no such heading or no such table under it.
 */
export function documentTable(document: string, heading: string, index = 0): string[][] {
  const tables: string[][] = [];
  let before = '';
  for (const line of sectionOf(document, heading)) {
    if (line.startsWith('|')) {
      if (!before.startsWith('|')) tables.push([]);
      tables.at(-1)?.push(line);
    }
    before = line;
  }
  const table = tables[index];
  if (!table) throw new Error(`${document} has no table ${index} under "${heading}"`);
  return table.slice(2).map(cellsOf);
}

/** The JSON examples under this heading, in their order. */
export function documentExamples(document: string, heading: string): unknown[] {
  const text = sectionOf(document, heading).join('\n');
  return [...text.matchAll(/^```json\n(.*?)^```/gms)].map((match): unknown => JSON.parse(match[1] ?? ''));
}

/** The lines between this heading and the next. */
function sectionOf(document: string, heading: string): string[] {
  const lines = readFileSync(new URL(document, docs), 'utf8').split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new Error(`${document} has no heading "${heading}"`);
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
