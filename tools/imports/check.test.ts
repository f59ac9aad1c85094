import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkImports } from './check.ts';
import { readGraph, type ImportGraph } from './graph.ts';
import type { Plan } from './plan.ts';
import { readSourceFiles } from './source-files.ts';

const PLAN: Plan = {
  rooms: [
    { name: 'shared', imports: [], packages: ['typebox'], why: 'shared/ has no I/O' },
    { name: 'service', imports: ['shared/money.ts'], packages: 'any', why: 'service/ may import money only' },
  ],
  notRooms: ['test'],
  packageDoors: [{ package: 'pg', only: ['service/ledger'] }],
  floors: { service: [['app.ts'], ['rails/*'], ['money', 'rails/rail.ts'], ['ledger']] },
  wrong: [],
  computed: [],
};

/** Every place of the plan, and nothing wrong. */
const TREE = {
  'shared/money.ts': `export * from 'typebox';`,
  'shared/wire.ts': `export { Money } from './money.ts';`,
  'service/app.ts': `import { first } from './rails/first/index.ts'; import fs from 'node:fs';`,
  'service/rails/first/index.ts': `import type { Rail } from '../rail.ts';`,
  'service/rails/second/index.ts': ``,
  'service/rails/rail.ts': `import { row } from '../ledger/rows.ts';`,
  'service/money/money.ts': `import { Money } from '../../shared/money.ts';`,
  'service/ledger/rows.ts': `import pg from 'pg';`,
  'service/ledger/pages.ts': ``,
};

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function graphOf(tree: Readonly<Record<string, string>>): ImportGraph {
  const root = mkdtempSync(path.join(tmpdir(), 'topper-imports-'));
  roots.push(root);
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return readGraph(root, readSourceFiles(root, PLAN.notRooms));
}

function faultsWith(change: Readonly<Record<string, string>>, plan: Partial<Plan> = {}): string[] {
  return checkImports({ ...PLAN, ...plan }, graphOf({ ...TREE, ...change }));
}

test('imports that follow the rules are told of with no line', () => {
  expect(faultsWith({})).toEqual([]);
});

const UP =
  'service/ledger/rows.ts → service/money/money.ts: in service/, money stands above ledger, not below it';

test.each([
  ['an import', `import { a } from '../money/money.ts';`],
  ['a type import', `import type { A } from '../money/money.ts';`],
  ['an import for its effect', `import '../money/money.ts';`],
  ['a re-export', `export { a } from '../money/money.ts';`],
  ['a re-export of all types', `export type * from '../money/money.ts';`],
  ['a dynamic import', `const a = await import('../money/money.ts');`],
  ['an import inside a type', `type A = import('../money/money.ts').A;`],
  ['an import with require', `const a = require('../money/money.ts');`],
])('%s from a floor above is an arrow up', (_kind, text) => {
  expect(faultsWith({ 'service/ledger/rows.ts': text })).toEqual([UP]);
});

test('folders on one floor may not import each other', () => {
  expect(faultsWith({ 'service/rails/second/index.ts': `import '../first/index.ts';` })).toEqual([
    'service/rails/second/index.ts → service/rails/first/index.ts: ' +
      'in service/, rails/first stands beside rails/second, not below it',
  ]);
});

test('a folder or a file without a floor is an error, and so is a floor without code', () => {
  expect(faultsWith({ 'service/phone/page.ts': '', 'service/log.ts': '' })).toEqual([
    'service/log.ts has no floor: give it one in tools/imports/rules.ts',
    'service/phone has no floor: give it one in tools/imports/rules.ts',
  ]);
  expect(faultsWith({}, { floors: { service: [...(PLAN.floors['service'] ?? []), ['gone']] } })).toEqual([
    'service/gone has a floor in tools/imports/rules.ts, but is not there',
  ]);
});

test('a room without rules is an error, and so is a rule without a room', () => {
  expect(faultsWith({ 'kiosk/main.ts': `import '../service/app.ts';` })).toEqual([
    'kiosk/ is not a room of tools/imports/rules.ts: say what it may import',
  ]);
  const gone = { name: 'gone', imports: [], packages: 'any', why: '' } as const;
  expect(faultsWith({}, { rooms: [...PLAN.rooms, gone] })).toEqual([
    'gone/ is a room in tools/imports/rules.ts, but is not there',
  ]);
});

test('a room imports only the rooms and files that it has a door to', () => {
  expect(
    faultsWith({
      'service/money/money.ts': `import '../../shared/wire.ts';`,
      'shared/wire.ts': `import '../test/support.ts';`,
      'test/support.ts': '',
    }),
  ).toEqual([
    'service/money/money.ts → shared/wire.ts: service/ may import money only',
    'shared/wire.ts → test/support.ts: shared/ has no I/O',
  ]);
});

test('a package is imported only where there is a door to it', () => {
  expect(
    faultsWith({
      'shared/wire.ts': `import { readFile } from 'node:fs/promises'; import { Type } from 'typebox/value';`,
      'service/money/money.ts': `import type { Pool } from 'pg';`,
    }),
  ).toEqual([
    'service/money/money.ts → pg: only service/ledger may import pg',
    'shared/wire.ts → node:: shared/ has no I/O',
  ]);
});

test('files of one folder may not import each other in a circle, types included', () => {
  expect(
    faultsWith({
      'service/ledger/rows.ts': `import type { Page } from './pages.ts';`,
      'service/ledger/pages.ts': `import { row } from './rows.ts';`,
    }),
  ).toEqual([
    'circle in service/ledger/: pages.ts → rows.ts → pages.ts ' +
      '(service/ledger/pages.ts → service/ledger/rows.ts, service/ledger/rows.ts → service/ledger/pages.ts)',
  ]);
});

test('folders may not import each other in a circle, though their files do not', () => {
  const change = {
    'shared/a/one.ts': `import '../b/one.ts';`,
    'shared/b/one.ts': '',
    'shared/b/two.ts': `import '../c/one.ts';`,
    'shared/c/one.ts': `import '../a/two.ts';`,
    'shared/a/two.ts': '',
  };
  expect(faultsWith(change)).toEqual([
    'circle in shared/: a → b → c → a (shared/a/one.ts → shared/b/one.ts, ' +
      'shared/b/two.ts → shared/c/one.ts, shared/c/one.ts → shared/a/two.ts)',
  ]);
  expect(faultsWith(change, { wrong: [['shared/c', 'shared/a']] })).toEqual([]);
});

test('a wrong arrow on the list is let through, and nothing else is', () => {
  const wrong = [['service/ledger', 'service/money']] as const;
  expect(faultsWith({ 'service/ledger/rows.ts': `import '../money/money.ts';` }, { wrong })).toEqual([]);
  expect(faultsWith({ 'service/ledger/rows.ts': `import '../rails/rail.ts';` }, { wrong })).toContain(
    'service/ledger/rows.ts → service/rails/rail.ts: in service/, rails/rail.ts stands above ledger, not below it',
  );
});

test('the list of wrong arrows only gets shorter: an entry that nothing needs is an error', () => {
  expect(faultsWith({}, { wrong: [['service/app.ts', 'service/rails']] })).toEqual([
    'service/app.ts → service/rails is listed as wrong, but nothing of it is wrong any more: ' +
      'remove it from tools/imports/rules.ts',
  ]);
});

test('an import by a computed name is an error where it is not expected', () => {
  const change = { 'service/ledger/rows.ts': 'const driver = await import(name);' };
  expect(faultsWith(change)).toEqual([
    'service/ledger/rows.ts imports by a computed name, which no rule can be held against',
  ]);
  expect(faultsWith(change, { computed: ['service/ledger/rows.ts'] })).toEqual([]);
  expect(faultsWith({}, { computed: ['service/ledger/rows.ts'] })).toEqual([
    'service/ledger/rows.ts imports by no computed name any more: remove it from tools/imports/rules.ts',
  ]);
});

test('tests are free, and are not read', () => {
  expect(faultsWith({ 'shared/money.test.ts': `import '../service/app.ts';` })).toEqual([]);
});

test('a file that cannot be read whole is an error, not a file without imports', () => {
  expect(() => faultsWith({ 'shared/wire.ts': 'import {' })).toThrow('shared/wire.ts: ');
  expect(() => faultsWith({ 'shared/wire.ts': `import './gone.ts';` })).toThrow(
    'shared/wire.ts imports ./gone.ts, which is not there',
  );
});
