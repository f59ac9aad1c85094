import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gamingDayOf } from '../../bridge/protection/gaming-day.ts';
import { aFunding, BridgeSite, operator, OPERATOR_TOKEN, TestTpas } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

const DAY = gamingDayOf(new Date(), { zone: 'America/Los_Angeles', startHour: 6 });
let machines = 0;

/** A machine that credits, and the property's books as a program of the systems team sees them. */
async function books() {
  const bridge = await site.bridge();
  const asset = `EGM-B${++machines}`;
  (await site.kiosk(bridge, asset)).creditEverything();
  const tpas = await TestTpas.signIn(bridge.url);
  const name = `${DAY}.${asset}`;
  return {
    bridge,
    asset,
    name,
    fund: async (amount = '20.00') => {
      const funding = aFunding(asset, { amount });
      await tpas.fund(funding);
      return funding.fundingId;
    },
    import: async (csv: string, report = name) => {
      const response = await fetch(`${bridge.url}/floor/captures/${report}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'text/csv; charset=utf-8' },
        body: csv,
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    report: async () => {
      const response = await operator(bridge.url, 'GET', `/floor/reconciliation/${DAY}`);
      const report = (await response.json()) as {
        agrees: boolean;
        rows: { asset: string; captured: string }[];
        differences: { fundingId: string; asset: string | null; credited: string; captured: string }[];
      };
      return { ...report, row: report.rows.find((row) => row.asset === asset) };
    },
  };
}

describe("Trustly's report of captures", () => {
  it('shows what was captured and the ledger has never heard of [books-agree] [money-has-a-home]', async () => {
    const { name, fund, report, ...floor } = await books();
    const known = await fund();
    const csv = `fundingId,amount\n${known},20.00\nnever-heard-of,13.37`;
    expect(await floor.import(csv)).toMatchObject({
      status: 200,
      body: { report: name, version: 1, lines: 2, new: 1, ignored: 0, unknown: 1, wrong: 0 },
    });
    const { agrees, rows, differences } = await report();
    expect(agrees).toBe(false);
    expect(rows[0]).toMatchObject({ asset: '(unknown)', ledger: '0.00', captured: '13.37', agrees: false });
    expect(differences).toContainEqual({
      fundingId: 'never-heard-of',
      asset: null,
      credited: '0.00',
      captured: '13.37',
    });
    await floor.import(csv.replace('never-heard-of,13.37', '')); // takes it back
    expect((await report()).rows[0]?.asset).not.toBe('(unknown)');
  });

  it('is replaced as a whole, and what it replaced is kept', async () => {
    const { asset, name, fund, report, ...floor } = await books();
    const [right, wrong] = [await fund(), await fund()];
    await floor.import(`fundingId,amount\n${right},20.00\n${wrong},2.00`);
    expect((await report()).row?.captured).toBe('22.00');
    expect((await report()).differences).toContainEqual({
      fundingId: wrong,
      asset,
      credited: '20.00',
      captured: '2.00',
    });
    const corrected = `fundingId,amount\n${right},20.00\n${wrong},20.00`;
    expect((await floor.import(corrected)).body).toMatchObject({
      version: 2,
      new: 2,
      replaced: [{ version: 1, importedBy: 'operator-token' }],
    });
    expect((await floor.import(corrected)).body).toMatchObject({ version: 2 }); // the same again is the same
    expect((await report()).row?.captured).toBe('40.00');
    const kept = await site.sql(
      `SELECT version, sum(amount_minor)::int AS minor FROM capture_reports JOIN capture_lines USING (report_id)
       WHERE name = $1 GROUP BY version ORDER BY version`,
      [name],
    );
    expect(kept).toEqual([
      { version: 1, minor: 2200 },
      { version: 2, minor: 4000 },
    ]);
    await expect(site.sql('DELETE FROM capture_lines')).rejects.toThrow('never changed');
  });

  it('may tell of a funding in parts, and of the same capture in two reports', async () => {
    const { name, fund, report, ...floor } = await books();
    const funding = await fund('30.00');
    await floor.import(`fundingId,amount\n${funding},10.00\n${funding},10.00`);
    expect((await report()).row?.captured).toBe('20.00');
    const later = `fundingId,amount\n${funding},10.00\n${funding},10.00\n${funding},10.00`;
    expect((await floor.import(later, `${name}-later`)).body).toMatchObject({
      lines: 3,
      new: 1,
      ignored: 2,
      noteworthy: [
        { line: 2, fundingId: funding, state: 'ignored' },
        { line: 3, fundingId: funding, state: 'ignored' },
      ],
    });
    expect((await report()).row?.captured).toBe('30.00');
  });

  it("tells captures apart by Trustly's own id, where it has one", async () => {
    const { name, fund, report, ...floor } = await books();
    const funding = await fund();
    await floor.import(`fundingId,amount,captureId\n${funding},10.00,c-1\n${funding},10.00,c-2`);
    expect((await report()).row?.captured).toBe('20.00');
    const contradicting = await floor.import(`fundingId,amount,captureId\n${funding},9.00,c-1`, `${name}-b`);
    expect(contradicting).toMatchObject({
      status: 422,
      body: { wrong: [{ line: 2, why: `the capture is another one in line 2 of ${name}` }] },
    });
    expect((await report()).row?.captured).toBe('20.00');
  });

  it('is refused where it tells of the same capture twice, however often it does', async () => {
    const { fund, report, ...floor } = await books();
    const funding = await fund();
    const same = `${funding},20.00,c-same\n`.repeat(4000);
    expect(await floor.import(`fundingId,amount,captureId\n${same}`)).toMatchObject({
      status: 422,
      body: { wrongLines: 3999 },
    });
    expect((await report()).row?.captured).toBe('0.00');
  });

  it('is refused as a whole, with every wrong line told, and the one that was there stays', async () => {
    const { fund, report, ...floor } = await books();
    const funding = await fund();
    await floor.import(`fundingId,amount\n${funding},20.00`);
    const wrong = `fundingId,amount\n${funding},1.00\n${funding},x\n,2.00`;
    expect(await floor.import(wrong)).toMatchObject({
      status: 422,
      body: { wrongLines: 2, wrong: [{ line: 3 }, { line: 4, why: 'no funding id' }] },
    });
    expect((await report()).row?.captured).toBe('20.00');
    expect((await floor.import('fundingId,amount', '2026-02-30')).status).toBe(400);
    expect((await operator(floor.bridge.url, 'GET', `/floor/captures/${DAY}.nowhere`)).status).toBe(404);
  });

  it('is accounted for on the page', async () => {
    const { bridge, name, fund } = await books();
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const csv = `note,fundingId,amount,fee\n,${await fund()},20.00,0.50\n,unheard-of,1.00,0.50`;
    const taken = await browser.submit('/floor/reports/captures', { report: name, csv });
    expect(taken.headers.get('location')).toBe(`/floor/reports?day=${DAY}`);
    const page = await (await browser.get(`/floor/reports?day=${DAY}`)).text();
    expect(page.replaceAll(/\s+/g, ' ')).toContain('2 lines: 1 new, 0 ignored, 1 unknown, 0 wrong.');
    expect(page).toContain('unknown to the ledger');
  });
});
