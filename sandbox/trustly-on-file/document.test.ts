import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { documentExamples, documentTable } from '../../test/support/document-table.ts';
import { API_ERRORS } from './api-error.ts';
import { OnFileEvent, OnFileMove, OnFileTransaction } from './control.ts';
import { EVENT_TYPES, STATUSES, type Status } from './enumerations.ts';
import { USUAL_FAULTS } from './faults.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';

test('docs/sandbox.md shows the on-file control port as it is', () => {
  const [faults, move, transactions, events] = documentExamples('sandbox.md', 'On-file control port');
  expect(faults).toEqual(USUAL_FAULTS);
  expect([...Value.Errors(OnFileMove, move)]).toEqual([]);
  expect([...Value.Errors(Type.Array(OnFileTransaction), transactions)]).toEqual([]);
  expect([...Value.Errors(Type.Array(OnFileEvent), events)]).toEqual([]);
});

test('docs/sandbox.md has every error number', () => {
  const rows = Object.entries(API_ERRORS).map(([code, { status, kind }]) => [
    code,
    String(status),
    `\`${kind}\``,
  ]);
  expect(documentTable('sandbox.md', 'Errors of the on-file API')).toEqual(rows);
});

test('docs/sandbox.md has the event of every state', () => {
  const rows = Object.entries(EVENT_TYPES).map(([name, type]) => [
    `${STATUSES[name as Status]} ${name}`,
    `\`${type}\``,
  ]);
  expect(documentTable('sandbox.md', 'On-file events')).toEqual(rows);
});

test('docs/sandbox.md has every status with which a capture fails, and the error number with it', () => {
  const rows = Object.entries(PROVIDER_STATUSES)
    .filter(([status, { ends }]) => status.startsWith('SW') && (ends === 'Failed' || ends === 'Denied'))
    .map(([status, { ends, errorCode }]) => [status, ends, String(errorCode)]);
  const documented = documentTable('sandbox.md', 'Failed captures').map((cells) => cells.slice(0, 3));
  expect(documented).toEqual(rows);
});
