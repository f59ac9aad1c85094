import { expect, test } from 'vitest';
import { withPictures } from './document.ts';
import type { ImportGraph } from './graph.ts';
import { floorsPicture, roomsPicture } from './picture.ts';
import type { Plan } from './plan.ts';

const PLAN: Plan = {
  rooms: [
    { name: 'service', imports: ['shared'], packages: 'any', why: '' },
    { name: 'shared', imports: [], packages: 'any', why: '' },
  ],
  notRooms: [],
  packageDoors: [],
  floors: { service: [['app.ts'], ['money'], ['ledger']] },
  wrong: [],
  computed: [],
};

const GRAPH: ImportGraph = {
  files: [
    'service/app.ts',
    'service/money/a.ts',
    'service/money/b.ts',
    'service/ledger/rows.ts',
    'shared/x.ts',
  ],
  arrows: [
    { from: 'service/app.ts', to: 'service/money/a.ts' },
    { from: 'service/app.ts', to: 'service/ledger/rows.ts' },
    { from: 'service/money/a.ts', to: 'service/ledger/rows.ts' },
    { from: 'service/money/b.ts', to: 'service/ledger/rows.ts' },
    { from: 'service/money/b.ts', to: 'service/money/a.ts' },
    { from: 'service/ledger/rows.ts', to: 'service/money/a.ts' },
    { from: 'service/money/a.ts', to: 'shared/x.ts' },
    { from: 'service/money/b.ts', to: 'shared/x.ts' },
  ],
  packages: [],
  computed: [],
};

test('the picture of the rooms has one arrow for each pair', () => {
  expect(roomsPicture(PLAN, GRAPH).split('\n')).toEqual([
    'flowchart TD',
    '  room_service["service"]',
    '  room_shared["shared"]',
    '  room_service --> room_shared',
  ]);
});

test('the picture of the floors leaves out what follows from others, and dots what is wrong', () => {
  expect(floorsPicture(PLAN, GRAPH, 'service').split('\n')).toEqual([
    'flowchart TD',
    '  service_app_ts["app.ts"]',
    '  service_money["money"]',
    '  service_ledger["ledger"]',
    '  service_app_ts --> service_money',
    '  service_money --> service_ledger',
    '  service_ledger -. wrong .-> service_money',
  ]);
});

test('a picture replaces the one between its markers, and drawing it again changes nothing', () => {
  const document = 'a\n\n<!-- imports one -->\n\nold\n\n<!-- /imports -->\n\nb\n';
  const drawn = withPictures(document, new Map([['one', 'flowchart TD']]));
  expect(drawn).toBe(
    'a\n\n<!-- imports one -->\n\n```mermaid\nflowchart TD\n```\n\n<!-- /imports -->\n\nb\n',
  );
  expect(withPictures(drawn, new Map([['one', 'flowchart TD']]))).toBe(drawn);
});

test('a document without the markers is an error', () => {
  expect(() => withPictures('text\n', new Map([['one', 'flowchart TD']]))).toThrow('<!-- imports one -->');
});
