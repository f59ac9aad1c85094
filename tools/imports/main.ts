/** `npm run imports`: holds every import of the production code against the rules in `rules.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../setup-error.ts';
import { checkImports } from './check.ts';
import { withPictures } from './document.ts';
import { figuresOf } from './figures.ts';
import { readGraph } from './graph.ts';
import { floorsPicture, roomsPicture } from './picture.ts';
import { RULES } from './rules.ts';
import { readSourceFiles } from './source-files.ts';

const HELP = `npm run imports [-- --write | --figures]

Reads every import of the production code, types too, and holds it against tools/imports/rules.ts: which room may import
which, and the floors inside a room. Ends with 1 and one line for each wrong arrow and each circle, and when the pictures
in docs/architecture.md are out of date.

--write    draws the pictures anew
--figures  prints the sizes of the files of each room`;

const ROOT = path.join(import.meta.dirname, '../..');
const DOCUMENT = 'docs/architecture.md';

function imports(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: {
      write: { type: 'boolean', default: false },
      figures: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const sources = readSourceFiles(ROOT, RULES.notRooms);
  if (values.figures) {
    console.table(figuresOf(sources));
    return 0;
  }
  const graph = readGraph(ROOT, sources);
  const faults = checkImports(RULES, graph);
  const pictures = new Map([['of the rooms', roomsPicture(RULES, graph)]]);
  for (const room of Object.keys(RULES.floors)) pictures.set(`in ${room}`, floorsPicture(RULES, graph, room));
  const document = readFileSync(path.join(ROOT, DOCUMENT), 'utf8');
  const redrawn = withPictures(document, pictures);
  if (values.write) writeFileSync(path.join(ROOT, DOCUMENT), redrawn);
  else if (redrawn !== document) {
    faults.push(`${DOCUMENT}: the pictures are out of date: npm run imports -- --write`);
  }
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}

await runProgram(() => Promise.resolve(imports(process.argv.slice(2))));
