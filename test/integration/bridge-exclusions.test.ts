/**
 * Exclusion lists in a real bridge: kept by a program and by a person, and in force before money moves
 * [excluded-stays-out]. The other rails' part is in bridge-pays-first, on-file-payments and phone-cards.
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { EXCLUSION_COMMANDS } from '../../bridge/app/exclusion-commands.ts';
import { composeRails } from '../../bridge/app/rails.ts';
import type { FundingRequest } from '../../bridge/money/funding.ts';
import {
  aFunding,
  BridgeSite,
  operator,
  OPERATOR_TOKEN,
  person,
  SECRET_KEY,
  TestTpas,
} from '../support/bridge/bridge-site.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { parseSecretKey, type SecretKey } from '../../bridge/platform/secrets/secret-key.ts';
import { documentedAnswers } from '../contract/documented-answers.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';

/** Ids that must be nowhere but where they were sent to. */
const SECRETS = [
  'ubai-very-personal',
  'P-VERY-PERSONAL',
  '9001011234',
  '198001015678',
  'P-OF-THE-CASINO',
] as const;
const [UBAI, PLAYER, NUMBER, OTHER_NUMBER, CASINO_PLAYER] = SECRETS;

const secretKey = parseSecretKey(SECRET_KEY) as SecretKey;

let site: BridgeSite;
let bridge: Bridge;
let kiosk: TestKiosk;
let tpas: TestTpas;
const lines: string[] = [];
beforeAll(async () => {
  site = await BridgeSite.open();
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  bridge = await site.bridge({}, composeRails, log);
  kiosk = (await site.kiosk(bridge, 'EGM-X1')).creditEverything();
  tpas = await TestTpas.signIn(bridge.url);
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await site.close();
  expect(disagreements).toEqual([]);
});

/** The whole list, as a program sends it. */
async function put(
  source: string,
  rows: readonly string[],
  query = '',
): Promise<[number, Record<string, unknown>]> {
  const answer = await fetch(`${bridge.url}/floor/exclusions/${source}${query}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'text/csv' },
    body: ['kind,id,country,from,until', ...rows].join('\n'),
  });
  await isDocumented('PUT', '/floor/exclusions/{source}', answer);
  return [answer.status, (await answer.json()) as Record<string, unknown>];
}

/** As docs/api/openapi-exclusions.json has it. */
async function isDocumented(method: string, path: string, answer: Response): Promise<void> {
  const documented = documentedAnswers('openapi-exclusions.json', method, path);
  expect(await documented.problemsOf(answer)).toEqual([]);
}

async function ask(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
  const answer = await operator(bridge.url, method, path, body);
  const of = path.replace(/(?<=exclusions\/)[^/]+/, '{source}').replace(/(?<=\})\/.+/, '/{exclusionId}');
  await isDocumented(method, of, answer);
  return [answer.status, answer.status === 204 ? null : await answer.json()];
}

const outcomeOf = async (changes: Partial<FundingRequest>) => {
  const { status, body } = await tpas.fund(aFunding('EGM-X1', changes));
  return [status, body.error?.code ?? body.status];
};
const ordersSent = () => kiosk.received.filter(({ type }) => type === 'transfer.order').length;

describe('a funding with Scan and Pay', () => {
  it('of an account on a list is declined, orders nothing, and says nothing on the glass', async () => {
    expect(await outcomeOf({ ubai: UBAI })).toEqual([200, 'CREDITED']);
    const orders = ordersSent();
    expect((await put('property', [`account,${UBAI},,,`]))[0]).toBe(200);
    const funding = aFunding('EGM-X1', { ubai: UBAI });
    const first = await tpas.fund(funding);
    expect(first).toMatchObject({
      status: 422,
      body: { status: 'DECLINED', error: { code: 'PLAYER_EXCLUDED' } },
    });
    expect(JSON.stringify(first.body)).not.toMatch(/list|exclusion|limit/i);
    expect(await outcomeOf({})).toEqual([200, 'CREDITED']);
    expect(ordersSent()).toBe(orders + 1);
    expect(kiosk.received.map(({ type }) => type)).not.toContain('funding.declined');
    // The answer to an id is final, whatever becomes of the list.
    expect((await put('property', [], '?empty=yes'))[1]).toMatchObject({ lines: 0, ended: 1 });
    expect(await tpas.fund(funding)).toEqual(first);
    expect(await outcomeOf({ ubai: UBAI })).toEqual([200, 'CREDITED']);
  });

  it('of a player on a list is declined from whatever account, while the list says so', async () => {
    const at = async (from: string, until: string) => {
      await put('property', [`player,${PLAYER},,${from},${until}`]);
      return outcomeOf({ playerId: PLAYER });
    };
    expect(await at('', '2999-01-01')).toEqual([422, 'PLAYER_EXCLUDED']);
    expect(await outcomeOf({ playerId: 'P-2' })).toEqual([200, 'CREDITED']);
    expect(await at('2999-01-01', '')).toEqual([200, 'CREDITED']);
    expect(await at('', '2020-01-01')).toEqual([200, 'CREDITED']);
    expect(await at('2020-01-01', '2999-01-01')).toEqual([422, 'PLAYER_EXCLUDED']);
    // Another list does not let in whom this one keeps out.
    await put('register', [`player,${PLAYER},,,2020-01-01`]);
    expect(await outcomeOf({ playerId: PLAYER })).toEqual([422, 'PLAYER_EXCLUDED']);
    await put('property', [], '?empty=yes');
    expect(await outcomeOf({ playerId: PLAYER })).toEqual([200, 'CREDITED']);
  });
});

describe('a whole list', () => {
  const rows = [`person,${NUMBER},SE,,`, `player,${PLAYER},,,2999-12-31`, `account,${UBAI},,2026-05-01,`];

  it('replaces the one before, and the same one again changes nothing', async () => {
    expect(await put('register', rows)).toEqual([
      200,
      { source: 'register', lines: 3, added: 3, ended: 1, unchanged: 0 },
    ]);
    const before = await site.sql(`SELECT * FROM exclusions ORDER BY exclusion_id`);
    const audited = await site.auditOf('register');
    // Another way to write the same.
    const again = [
      `person,19${NUMBER.slice(0, 6)}-${NUMBER.slice(6)},SE,,`,
      ...rows.slice(1).toReversed(),
      rows[1] ?? '',
    ];
    expect((await put('register', again))[1]).toMatchObject({ lines: 3, added: 0, ended: 0, unchanged: 3 });
    expect(await site.sql(`SELECT * FROM exclusions ORDER BY exclusion_id`)).toEqual(before);
    expect(await site.auditOf('register')).toEqual(audited);
    expect((await put('register', [...rows.slice(1), `person,${OTHER_NUMBER},SE,,`]))[1]).toMatchObject({
      added: 1,
      ended: 1,
      unchanged: 2,
    });
    const [gone] = await site.sql(
      `SELECT ended_at >= added_at AS ended, added_by, ended_by FROM exclusions WHERE source = 'register' AND kind = 'person'
       ORDER BY exclusion_id`,
    );
    expect(gone).toEqual({ ended: true, added_by: 'operator-token', ended_by: 'operator-token' });
  });

  it('with a wrong line, or empty by mistake, is refused and changes nothing', async () => {
    const before = await site.sql('SELECT * FROM exclusions ORDER BY exclusion_id');
    const [status, body] = await put('register', [rows[0] ?? '', `person,${OTHER_NUMBER}99,SE,,`]);
    expect([status, body['wrong']]).toEqual([
      422,
      [{ line: 3, why: 'the id is no national identification number of SE' }],
    ]);
    const [emptyStatus, empty] = await put('register', []);
    expect([emptyStatus, JSON.stringify(empty)]).toEqual([422, expect.stringContaining('said expressly')]);
    expect((await put('Not-A-Name', rows))[0]).toBe(400);
    expect((await ask('PUT', '/floor/exclusions/register', { not: 'CSV' }))[0]).toBe(400);
    expect(await site.sql('SELECT * FROM exclusions ORDER BY exclusion_id')).toEqual(before);
  });
});

describe('one line of a list', () => {
  const line = { kind: 'person', id: `19${NUMBER}`, country: 'SE', until: '2999-01-01' };

  it('is added once, found however the id is written, and ended once', async () => {
    const [first, added] = await ask('POST', '/floor/exclusions/desk', line);
    expect([first, added]).toEqual([
      201,
      expect.objectContaining({ source: 'desk', kind: 'person', from: null }),
    ]);
    expect(await ask('POST', '/floor/exclusions/desk', line)).toEqual([200, added]);
    const about = { kind: 'person', id: NUMBER, country: 'SE' };
    const [, found] = await ask('POST', '/floor/exclusion-lookups', about);
    expect(found).toContainEqual(added);
    const { exclusionId } = added as { exclusionId: number };
    expect((await ask('DELETE', `/floor/exclusions/property/${exclusionId}`))[0]).toBe(404);
    expect((await ask('DELETE', `/floor/exclusions/desk/${exclusionId}`))[0]).toBe(204);
    expect((await ask('DELETE', `/floor/exclusions/desk/${exclusionId}`))[0]).toBe(404);
    expect((await ask('DELETE', '/floor/exclusions/desk/9223372036854775808'))[0]).toBe(400);
    expect((await ask('GET', '/floor/exclusions'))[1]).toContainEqual(
      expect.objectContaining({ source: 'desk', lines: 0, inForce: 0 }),
    );
    const [row] = await site.sql<{ subject: string }>(`SELECT subject FROM exclusions WHERE source = 'desk'`);
    expect(await site.auditOf(row?.subject ?? '')).toEqual(['exclusion.added', 'exclusion.ended']);
  });

  it('that is wrong is refused without its id, and only who administers may add, find or end one', async () => {
    const [status, body] = await ask('POST', '/floor/exclusions/desk', { ...line, id: `${NUMBER}77` });
    expect([status, JSON.stringify(body)]).toEqual([422, expect.not.stringContaining(NUMBER)]);
    const [tooLong, told] = await ask('POST', '/floor/exclusions/desk', { ...line, id: NUMBER.repeat(30) });
    expect([tooLong, JSON.stringify(told)]).toEqual([400, expect.not.stringContaining(NUMBER)]);
    await site.operator('looker', 'look');
    await site.operator('settler', 'settle');
    for (const name of ['looker', 'settler']) {
      for (const [method, path] of [
        ['POST', '/floor/exclusions/desk'],
        ['DELETE', '/floor/exclusions/desk/1'],
        ['POST', '/floor/exclusion-lookups'],
        ['PUT', '/floor/exclusions/desk'],
      ] as const)
        expect((await person(bridge.url, method, path, undefined, name)).status).toBe(403);
      expect((await person(bridge.url, 'GET', '/floor/exclusions', undefined, name)).status).toBe(200);
    }
  });
});

/** `bridge:admin -- exclusions ...`, with an id on its standard input. @returns what it prints. */
async function admin(command: string, args: readonly string[] = [], input = ''): Promise<string> {
  const database = new Database(site.ownerUrl, { maxConnections: 1, onError: () => undefined });
  const printed: string[] = [];
  try {
    await EXCLUSION_COMMANDS[`exclusions ${command}`]?.(
      {
        database,
        actor: 'bridge:admin tests',
        secretKey: async () => secretKey,
        input: async () => input,
        print: (text) => void printed.push(text),
      },
      args,
    );
  } finally {
    await database.end();
  }
  return printed.join('\n');
}

describe('the systems team', () => {
  it('keeps a list by file and line by line, and a bridge that is running acts on it at once', async () => {
    const file = join(site.dataDir, 'list.csv');
    await writeFile(file, `kind,id\nplayer,${CASINO_PLAYER}\n`);
    expect(await admin('import', ['casino', file])).toBe('casino: 1 lines; 1 added, 0 ended, 0 unchanged');
    expect(await outcomeOf({ playerId: CASINO_PLAYER })).toEqual([422, 'PLAYER_EXCLUDED']);
    await writeFile(file, 'kind,id\n');
    await expect(admin('import', ['casino', file])).rejects.toThrow('said expressly');
    await expect(admin('add', ['casino', 'person', '--country', 'SE'], 'not one')).rejects.toThrow(
      /number of SE$/,
    );
    // Each of them would have been left out without a word.
    await expect(admin('add', ['casino', 'player'], 'P-1\nP-2\n')).rejects.toThrow('one id at a time');
    await expect(admin('add', ['casino', 'player', 'P-1'], 'P-2')).rejects.toThrow('an argument too many');
    const found = await admin('find', ['player'], `${CASINO_PLAYER}\n`);
    expect(found).toMatch(
      /^[0-9]+\tcasino\tplayer\tsince added to taken back\t[0-9TZ:.-]+\tbridge:admin tests$/,
    );
    expect(await admin('list', ['casino'])).toBe(found);
    expect(await admin('list')).toMatch(/^casino\t1 lines\t1 in force\t/m);
    await admin('end', ['casino', found.split('\t')[0] ?? '']);
    expect(await admin('find', ['player'], CASINO_PLAYER)).toBe('no list has it');
    expect(await outcomeOf({ playerId: CASINO_PLAYER })).toEqual([200, 'CREDITED']);
    expect(await admin('import', ['casino', file, '--empty'])).toBe(
      'casino: 0 lines; 0 added, 0 ended, 0 unchanged',
    );
  });

  it('gives an id to the program itself by standard input, under the key of the bridges', async () => {
    const args = ['bridge/app/admin.ts', 'exclusions', 'add', 'casino', 'player', '--until', '2999-01-01'];
    const child = spawn(process.execPath, args, { env: site.adminEnvironment() });
    child.stdin.end(`${CASINO_PLAYER}\n`);
    expect(await readAll(child.stdout)).toMatch(
      /\tcasino\tplayer\tsince added to 2999-01-02T12:00:00.000Z\t/,
    );
    expect(await outcomeOf({ playerId: CASINO_PLAYER })).toEqual([422, 'PLAYER_EXCLUDED']);
  });
});

describe('what is kept of a list', () => {
  it('has the id of nobody, in any table or log line [no-personal-data]', async () => {
    const tables = await site.sql(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
    const texts = await Promise.all(
      tables.map(async ({ name }) =>
        JSON.stringify(await site.sql(`SELECT to_jsonb(t) FROM "${String(name)}" t`)),
      ),
    );
    const everything = [...texts, ...lines].join('\n');
    expect(everything).toContain('operator has acted');
    for (const secret of SECRETS) expect(everything).not.toContain(secret);
  });

  it('cannot be deleted or rewritten, by the owner of the ledger either', async () => {
    for (const statement of [
      'DELETE FROM exclusions',
      'TRUNCATE exclusions',
      `UPDATE exclusions SET until_at = now() + interval '1 hour'`,
      `UPDATE exclusions SET ended_by = NULL, ended_at = NULL WHERE ended_at IS NOT NULL`,
      `UPDATE exclusions SET ended_by = 'somebody else' WHERE ended_at IS NOT NULL`,
    ])
      await expect(site.sql(statement), statement).rejects.toThrow(/not allowed|can only end, once/);
  });
});
