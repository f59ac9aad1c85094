/**
 * What the bridge answers on the routes of the on-file rail, held against docs/api/openapi-on-file.json: no answer that is not
 * documented, and none documented that does not come.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentedAnswers } from '../contract/documented-answers.ts';
import { operator, person } from '../support/bridge/bridge-site.ts';
import { PhoneSite } from '../support/bridge/phone-site.ts';
import { eventOf } from '../support/rails/on-file-phone.ts';
import { signedEventOf } from '../support/rails/on-file-stand-in.ts';

let site: PhoneSite;
beforeAll(async () => {
  site = await PhoneSite.open();
});
afterAll(async () => {
  expect(await site.close()).toEqual([]);
});

const TRANSACTION = {
  transactionId: '1002',
  transactionType: 1,
  merchantReference: 'a-reference',
  status: 2,
};

/** The statuses that are documented and cannot be made here: the ledger would have to be gone. */
const LEDGER_GONE = 503;

describe('each documented answer to an event', () => {
  const url = () => `${site.bridgeUrl}/trustly-on-file/events`;
  const send = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const signed = signedEventOf(fields);
    return fetch(url(), {
      method: 'POST',
      headers: { ...signed.headers, ...headers },
      body: signed.payload,
    });
  };

  it('is given, in its form', async () => {
    const documented = documentedAnswers('openapi-on-file.json', 'POST', '/trustly-on-file/events');
    const event = eventOf(TRANSACTION);
    const answers = [
      await send(event),
      await send(event),
      await send({ ...event, message: 'other bytes' }),
      await send({ ...eventOf(TRANSACTION), createdAt: 'yesterday' }),
      await send({ ...eventOf(TRANSACTION), merchantId: 'another' }),
      await send(eventOf(TRANSACTION), { authorization: 'Basic bm9ib2R5OnRoZXJl' }),
      await send(eventOf(TRANSACTION), { 'content-type': 'application/json' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 400, 403, 401, 415]);
    for (const answer of answers) expect(await documented.problemsOf(answer)).toEqual([]);
    expect(documented.statuses).toEqual(
      [...new Set([...answers.map(({ status }) => status), LEDGER_GONE])].toSorted((a, b) => a - b),
    );
  });
});

describe('the alarms of rails', () => {
  it('are answered as documented', async () => {
    const list = documentedAnswers('openapi-on-file.json', 'GET', '/floor/rail-alarms');
    // The event above that came with other bytes is one.
    const alarms = await operator(site.bridgeUrl, 'GET', '/floor/rail-alarms');
    expect(alarms.status).toBe(200);
    const [alarm] = (await alarms.clone().json()) as { alarmId: number }[];
    expect(alarm).toBeDefined();
    expect(await list.problemsOf(alarms)).toEqual([]);
    const nobody = await fetch(`${site.bridgeUrl}/floor/rail-alarms`);
    expect(nobody.status).toBe(401);
    expect(await list.problemsOf(nobody)).toEqual([]);

    const settle = documentedAnswers('openapi-on-file.json', 'POST', '/floor/rail-alarms/{alarmId}/settle');
    const settled = async (id: number, reason: unknown) =>
      person(site.bridgeUrl, 'POST', `/floor/rail-alarms/${id}/settle`, { reason });
    const answers = [
      await settled(alarm?.alarmId ?? 0, 5),
      await settled(9_999, 'looked'),
      await operator(site.bridgeUrl, 'POST', `/floor/rail-alarms/${alarm?.alarmId}/settle`, { reason: 'x' }),
      await settled(alarm?.alarmId ?? 0, 'looked'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 403, 200]);
    for (const answer of answers) expect(await settle.problemsOf(answer)).toEqual([]);
  });
});

describe('the pages of a phone', () => {
  it('are answered with documented statuses', async () => {
    const { asset, kiosk } = await site.machine();
    const code = new URL(await site.code(kiosk));
    const open = documentedAnswers('openapi-on-file.json', 'GET', '/{asset}/{token}');
    const answers = [
      await fetch(code),
      await fetch(`${site.url}/${asset}/made-up`),
      await fetch(await site.codeOf('EGM-GONE')),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 410]);
    for (const answer of answers) expect(await open.problemsOf(answer)).toEqual([]);
    const begin = documentedAnswers('openapi-on-file.json', 'POST', '/{asset}/{token}');
    const posted = await fetch(code, { method: 'POST', body: new URLSearchParams({ amount: '20.00' }) });
    expect(posted.status).toBe(403);
    expect(await begin.problemsOf(posted)).toEqual([]);
  });
});
