/** Orders and credits that a kiosk tells of and the ledger does not know (docs/decisions/0013). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MOST_OPEN } from '../../bridge/ledger/further-questions.ts';
import { aFunding, BridgeSite, enrol, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { anotherThan, credited, idOf, USD20 } from '../support/bridge/kiosk-words.ts';
import { answerFirst, questionsOf } from '../support/bridge/questions.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { waitFor } from '../support/wait.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(async () => {
  const disagreements = await site.disagreements();
  await site.close();
  expect(disagreements).toEqual([]);
});

let machines = 0;
const newAsset = () => `EGM-MU${++machines}`;

describe('an order that is open at a machine, and that the ledger does not know', () => {
  const orders = [
    { of: 'of an id of its own, without a funding', foreign: false, end: 'refused' },
    { of: 'of an id of its own, without a funding', foreign: false, end: 'credited' },
    { of: 'of a designation that the copy lacks, with its funding', foreign: true, end: 'refused' },
    { of: 'of a designation that the copy lacks, with its funding', foreign: true, end: 'credited' },
  ] as const;

  it.each(orders)('$of, is $end by its board alone, whatever a person answers', async ({ foreign, end }) => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
    const transferId = idOf(foreign ? anotherThan(designation) : designation, 1);
    const lost = aFunding(asset);
    const known = { transferId, requested: USD20, fundingId: foreign ? lost.fundingId : null };
    kiosk.send({ type: 'transfer.open', ...known });
    const memory = foreign ? {} : { journalLast: transferId, boardLast: transferId };
    kiosk.tellMemory(undefined, memory);
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);

    const { fundingId } = lost;
    for (const answer of [{ fundingId }, { nowhere: true }])
      expect(await answerFirst(bridge.url, asset, answer)).toMatchObject({
        status: 409,
        message: expect.stringContaining('The board that the order went to is there') as unknown,
      });
    kiosk.send({ type: 'cabinet', status: { connection: 'fault', fault: 'ABSENT' } });
    await expect.poll(async () => (await answerFirst(bridge.url, asset, { fundingId })).status).toBe(200);
    expect((await tpas.fund(lost)).body.status).toBe('UNCONFIRMED');

    kiosk.drop();
    const again = await TestKiosk.dial(bridge.url, asset, secret);
    again.hello();
    expect(await again.next('transfer.query')).toMatchObject({ transferId, fundingId }); // by the id it knows
    again.send({ type: 'transfer.open', ...known });
    again.tellMemory(undefined, memory);
    expect((await again.next('memory.compared')).agreed).toBe(true);
    const result = end === 'credited' ? credited(USD20) : ({ outcome: end, reason: 'NOT_PLAYABLE' } as const);
    for (let count = 1; count <= 2; count += 1) {
      again.send({ type: 'transfer.result', ...known, result, board: again.board });
      expect((await again.next('transfer.acknowledged')).transferId).toBe(transferId);
    }
    expect((await tpas.read(fundingId)).body.status).toBe(end === 'credited' ? 'CREDITED' : 'FAILED');
    expect(await questionsOf(bridge.url, asset)).toEqual([]);
    expect(await site.auditOf(transferId)).not.toContain('transfer.contradiction');
    await again.close();
  });

  it("is nobody's only when a person says so, if the kiosk names its funding", async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
    const named = `f-of-${asset}`;
    const told = { transferId: '999996-0000000001', fundingId: named, requested: USD20 };
    kiosk.send({ type: 'transfer.result', ...told, result: credited(USD20), board: kiosk.board });
    await kiosk.next('transfer.acknowledged');
    for (const answer of [{}, { fundingId: 'another' }])
      expect(await answerFirst(bridge.url, asset, answer)).toMatchObject({
        status: 409,
        message: expect.stringContaining(`names the funding: ${named}`) as unknown,
      });
    expect((await answerFirst(bridge.url, asset, { nowhere: true })).status).toBe(200);
    await kiosk.close();
  });
});

describe('a kiosk that tells of credits without end', () => {
  it('fills no table and keeps its machine closed, and each credit has its place as the others are answered', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
       SELECT $1, 'UNBOOKED', 'earlier ' || n, 100, 'USD', '{}' FROM generate_series(1, $2::int) n`,
      [asset, MOST_OPEN - 1],
    );
    const kept = async () => {
      const rows = await site.sql<{ subject: string; detail: { further?: number } }>(
        `SELECT subject, detail FROM machine_questions WHERE asset = $1 AND subject NOT LIKE 'earlier %'
         AND answered_at IS NULL ORDER BY question_id`,
        [asset],
      );
      return rows.map(({ subject, detail }) => detail.further ?? subject);
    };
    const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
    const ids = [1, 2, 3].map((n) => `${designation}-000000000${n}`);
    const subjects = ids.map((id) => `${id} at ${kiosk.board.serial}/${kiosk.board.memoryId}`);
    const tell = (...told: string[]) => {
      const result = credited({ minor: 700, currency: 'USD' });
      for (const transferId of told) kiosk.send({ type: 'transfer.result', transferId, result });
    };
    tell(...ids, ...ids);
    await expect.poll(kept).toEqual([subjects[0], 4]);
    kiosk.tellMemory(undefined, { boardLast: ids[2] ?? null });
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    const acknowledged = () =>
      kiosk.received.flatMap((message) =>
        message.type === 'transfer.acknowledged' ? message.transferId : [],
      );
    expect(new Set(acknowledged())).toEqual(new Set([ids[0]]));
    expect((await (await TestTpas.signIn(bridge.url)).fund(aFunding(asset))).status).toBe(503);
    const trail = await site.sql(`SELECT 1 FROM audit WHERE subject = $1 AND detail ? 'further'`, [asset]);
    expect(trail).toHaveLength(1); // however often it is counted

    const listed = await questionsOf(bridge.url, asset);
    expect(listed.at(-1)).toMatchObject({ kind: 'UNBOOKED', detail: { further: 4, last: subjects[2] } });
    const answer = async ({ questionId }: { questionId: number }) => {
      const reason = { reason: 'looked' };
      const path = `/floor/questions/${questionId}/answer`;
      expect((await person(bridge.url, 'POST', path, reason)).status).toBe(200);
    };
    for (const question of listed.slice(-3)) await answer(question); // two earlier ones, and the one that counts
    tell(...ids);
    await expect.poll(() => new Set(acknowledged())).toEqual(new Set(ids));
    expect(await kept()).toEqual(subjects);
    expect(
      await site.sql('SELECT last_transfer_number AS last FROM machines WHERE asset = $1', [asset]),
    ).toEqual([{ last: '3' }]);
    await kiosk.close();
  });
});

describe('a kiosk that tells of open orders without end', () => {
  const requested = { minor: 2000, currency: 'USD' };

  it('fills no table, and closes its machine by one question that counts them', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
    for (let n = 1; n <= 2 * MOST_OPEN; n++)
      kiosk.send({
        type: 'transfer.open',
        transferId: idOf(designation, n),
        fundingId: `mad-${asset}-${n}`,
        requested,
      });
    kiosk.tellMemory();
    expect((await kiosk.next('memory.compared')).agreed).toBe(false);
    const { length } = await site.sql('SELECT FROM transfers WHERE asset = $1', [asset]);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(MOST_OPEN);
    const further: unknown = expect.any(Number);
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ kind: 'UNBOOKED', detail: { further } }]);
    expect((await (await TestTpas.signIn(bridge.url)).fund(aFunding(asset))).status).toBe(503);
    await kiosk.close();
  });

  it('loses none for which there was no room: nothing is decided until it was told again and has its place', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
       SELECT $1, 'UNBOOKED', 'earlier ' || n, 100, 'USD', '{}' FROM generate_series(1, $2::int) n`,
      [asset, MOST_OPEN],
    );
    const tpas = await TestTpas.signIn(bridge.url);
    const transferId = idOf(designation, 1);
    const tell = async () => {
      const kiosk = await TestKiosk.welcomed(bridge.url, asset, secret);
      kiosk.send({ type: 'transfer.open', transferId, fundingId: null, requested });
      kiosk.tellMemory(undefined, { journalLast: transferId });
      expect((await kiosk.next('memory.compared')).agreed).toBe(false);
      return kiosk;
    };
    const kiosk = await tell();
    await site.sql(
      `UPDATE machine_questions SET answered_at = now(), answered_by = 'x', answer = 'x'
       WHERE asset = $1 AND subject LIKE 'earlier %'`,
      [asset],
    );
    const [counting] = await questionsOf(bridge.url, asset);
    expect(counting).toMatchObject({ detail: { last: `${transferId} open` } });
    const path = `/floor/questions/${counting?.questionId ?? 0}/answer`;
    expect((await person(bridge.url, 'POST', path, { reason: 'looked' })).status).toBe(200);
    expect(await kiosk.closeCode()).toBe(4503);
    await waitFor('the end of the link in the ledger', async () => {
      return (await site.sql('SELECT FROM links WHERE asset = $1', [asset])).length === 0;
    });
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    const again = await tell();
    expect(await questionsOf(bridge.url, asset)).toMatchObject([{ subject: `${transferId} open` }]);
    await again.close();
  });
});
