import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { documentExamples, documentTable } from '../../test/support/document-table.ts';
import { API_ERRORS } from './api-error.ts';
import { EuropeBalance, EuropeMove, EuropeNotification, EuropeOrder } from './control.ts';
import { CHECKOUT_COUNTRIES } from './countries.ts';
import { USUAL_FAULTS } from './faults.ts';
import { METHODS } from './methods/methods.ts';
import { NOTIFICATION_METHODS } from './notifications/notification-queue.ts';
import { GIVE_UP_AFTER_MS, REPEAT_AFTER_MS } from './notifications/notification-queue.ts';
import { ANSWER_WITHIN_MS, statusesOf } from './notifications/notification-sender.ts';
import { CHECKOUT_MS, LATE_CREDIT_MS, UNSETTLED_AFTER_DAYS } from './orders.ts';
import { SPECIAL_USERS } from './people.ts';
import { TEST_CASE_NAMES } from './test-cases.ts';

const DOCUMENT = 'sandbox-europe.md';
const columns = (heading: string, count: number, index = 0): string[][] =>
  documentTable(DOCUMENT, heading, index).map((cells) =>
    cells.slice(0, count).map((cell) => cell.replace(/^`(.*)`$/, '$1')),
  );

test('docs/sandbox-europe.md shows the control port as it is', () => {
  const [faults, move, orders, notifications, balances] = documentExamples(
    DOCUMENT,
    'Control port of Europe',
  );
  expect(faults).toEqual(USUAL_FAULTS);
  expect([...Value.Errors(EuropeMove, move)]).toEqual([]);
  expect([...Value.Errors(Type.Array(EuropeOrder), orders)]).toEqual([]);
  expect([...Value.Errors(Type.Array(EuropeNotification), notifications)]).toEqual([]);
  expect([...Value.Errors(Type.Array(EuropeBalance), balances)]).toEqual([]);
});

test('docs/sandbox-europe.md has every error, method, test case, user and bank', () => {
  expect(columns('Errors', 2)).toEqual(Object.entries(API_ERRORS));
  expect(columns('Methods', 1).flat()).toEqual(Object.keys(METHODS));
  expect(columns('Test cases', 2)).toEqual(Object.entries(TEST_CASE_NAMES));
  expect(columns('Checkout', 2, 2)).toEqual(Object.entries(SPECIAL_USERS));
  const banks = CHECKOUT_COUNTRIES.map(({ code, banks: names }) => [code, names.join(', ')]);
  expect(columns('Checkout', 2, 1)).toEqual(banks);
});

test('docs/sandbox-europe.md has every notification, with what may be answered to it', () => {
  const rows = documentTable(DOCUMENT, 'Notifications').map(([method = '', , answers = '']) => [
    method.replaceAll('`', ''),
    answers.split(', ').toSorted(),
  ]);
  expect(rows).toEqual(NOTIFICATION_METHODS.map((method) => [method, statusesOf(method).toSorted()]));
});

test('docs/sandbox-europe.md has the times as they are', () => {
  expect(REPEAT_AFTER_MS.map((ms) => ms / 1_000)).toEqual([10, 60, 300, 1_800, 7_200, 21_600, 86_400]);
  expect(documentTable(DOCUMENT, 'Notifications', 1).map(([, time]) => time)).toEqual([
    `${ANSWER_WITHIN_MS / 1_000} s, real time`,
    '10 s, 1 min, 5 min, 30 min, 2 h, 6 h, then every 24 h',
    `${GIVE_UP_AFTER_MS / 86_400_000} days`,
    `${CHECKOUT_MS / 60_000} min, then cancel`,
    `${UNSETTLED_AFTER_DAYS} banking days`,
    `${LATE_CREDIT_MS / 3_600_000} h`,
  ]);
});
