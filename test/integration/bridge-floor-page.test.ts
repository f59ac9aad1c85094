import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gamingDayOf } from '../../bridge/protection/gaming-day.ts';
import { aFunding, BridgeSite, enrol, operator, OPERATOR, TestTpas } from '../support/bridge/bridge-site.ts';
import { enrolMany } from '../support/bridge/enrol-many.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { READY_CABINET, TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

const DAY = gamingDayOf(new Date(), { zone: 'America/Los_Angeles', startHour: 6 });

describe('the floor page', () => {
  it('shows nothing to anybody who is not signed in', async () => {
    const browser = new FloorBrowser((await site.bridge()).url);
    for (const path of [
      '/floor',
      '/floor/limits',
      '/floor/reports',
      `/floor/reports/${DAY}.csv`,
      '/floor/fundings/x',
    ]) {
      expect((await browser.get(path)).headers.get('location')).toBe('/floor/login');
    }
    expect((await browser.signIn(OPERATOR.name, 'guess')).status).toBe(401);
    for (const name of ['nobody', 'J. Doe']) expect((await browser.signIn(name)).status).toBe(401);
    expect((await browser.get('/floor')).status).toBe(303);
  });

  it('keeps its session where no script and no other site can use it', async () => {
    const browser = new FloorBrowser((await site.bridge()).url);
    await browser.signIn();
    expect(browser.cookie).toMatch(/^topper-floor=\S+; Path=\/; HttpOnly; SameSite=Strict$/);
    const page = await browser.get('/floor');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain(OPERATOR.name);
  });

  it('reads a long form only from somebody who may import a report of captures', async () => {
    const { url } = await site.bridge();
    await site.operator('l.long', 'look');
    const long = { csv: `fundingId,amount\n${'never-heard-of,1.00\n'.repeat(1_000)}` };
    const [stranger, looking, browser] = [url, url, url].map((at) => new FloorBrowser(at));
    await stranger?.get('/floor/login');
    await looking?.signIn('l.long');
    await browser?.signIn();
    const statusOf = async (who: FloorBrowser | undefined, path: string, form: Record<string, string>) =>
      (await who?.submit(path, { ...form, ...long }))?.status;
    expect(await statusOf(stranger, '/floor/login', { name: OPERATOR.name, password: 'x' })).toBe(413);
    expect(await statusOf(browser, '/floor/limits', { ubai: 'some-ubai' })).toBe(413);
    const report = `${DAY}.long`;
    expect(await statusOf(stranger, '/floor/reports/captures', { report })).toBe(303);
    expect(await statusOf(looking, '/floor/reports/captures', { report })).toBe(403);
    expect(await site.sql('SELECT name FROM capture_reports WHERE name = $1', [report])).toEqual([]);
    expect(await statusOf(browser, '/floor/reports/captures', { report })).toBe(303);
    expect(await site.sql('SELECT name FROM capture_reports WHERE name = $1', [report])).toHaveLength(1);
  });

  it('slows down anybody who guesses a password', async () => {
    const browser = new FloorBrowser((await site.bridge()).url);
    const statuses = [];
    for (let guess = 0; guess < 12; guess++)
      statuses.push((await browser.signIn(OPERATOR.name, `guess ${guess}`)).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });

  it('shows machines with their state and version, and settles an UNCONFIRMED funding in the name of the person who did it [money-has-a-home]', async () => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
    const tilted = { ...READY_CABINET, conditions: ['TILT' as const] };
    await site.kiosk(bridge, 'EGM-W1', tilted);
    const kiosk = await site.kiosk(bridge, 'EGM-W2');
    const tpas = await TestTpas.signIn(bridge.url);
    const funding = aFunding('EGM-W2');
    await tpas.fund(funding);
    await site.unplugBoard(kiosk, 'EGM-W2');
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const page = await (await browser.get('/floor')).text();
    expect(page).toMatch(/EGM-W1.*TILT.*1\.0\.0/s);
    expect(page).toContain(`/floor/fundings/${funding.fundingId}`);
    expect(page).not.toContain(funding.ubai);

    const path = `/floor/fundings/${funding.fundingId}`;
    const refused = await browser.submit(path, { outcome: 'credited', credited: '99', reason: 'x' });
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('not more than was ordered'),
    ]);
    await browser.submit(path, { outcome: 'credited', credited: '', reason: 'meters read' });
    expect((await tpas.read(funding.fundingId)).body.status).toBe('CREDITED');
    const trail = await site.sql(
      `SELECT detail->>'actor' AS actor FROM audit WHERE event = 'transfer.settled-by-hand'`,
    );
    expect(trail).toEqual([{ actor: OPERATOR.name }]);
  });

  it('lists the questions of every machine, however many one of them raises', async () => {
    const bridge = await site.bridge();
    for (const asset of ['EGM-Q1', 'EGM-Q2']) await enrol(bridge.url, asset);
    const ask = `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
      SELECT $1, $2, 'subject-' || $1 || '-' || n, 100, 'USD', '{}' FROM generate_series(1, $3::int) n`;
    await site.sql(ask, ['EGM-Q1', 'UNBOOKED', 520]);
    await site.sql(ask, ['EGM-Q1', 'BOARD_OLDER', 1]);
    await site.sql(ask, ['EGM-Q2', 'UNBOOKED', 1]);
    const listed: unknown = await (await operator(bridge.url, 'GET', '/floor/questions')).json();
    expect(listed).toMatchObject([
      { asset: 'EGM-Q1', kind: 'UNBOOKED', subject: 'subject-EGM-Q1-1' },
      { asset: 'EGM-Q1', kind: 'BOARD_OLDER' },
      { asset: 'EGM-Q2', kind: 'UNBOOKED', amount: { minor: 100, currency: 'USD' } },
      { subject: 'subject-EGM-Q1-2' },
      { subject: 'subject-EGM-Q1-3' },
      { subject: 'subject-EGM-Q1-4' },
      { subject: 'subject-EGM-Q1-5' },
    ]);
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const page = await (await browser.get('/floor')).text();
    expect(page).toContain('Questions about machines (522)');
    expect(page).toContain('515 more are open');
  });

  it("believes that a credit is nobody's only from somebody who ticks the box for it, where the kiosk names its funding", async () => {
    const bridge = await site.bridge();
    await enrol(bridge.url, 'EGM-Q3');
    const ask = `INSERT INTO machine_questions (asset, kind, subject, amount_minor, currency, detail)
      VALUES ('EGM-Q3', 'UNBOOKED', $1, 100, 'USD', $2) RETURNING question_id AS id`;
    const [named] = await site.sql(ask, ['named', { fundingId: 'f-named' }]);
    const [nameless] = await site.sql(ask, ['nameless', { fundingId: null }]);
    const path = (row?: Record<string, unknown>) => `/floor/questions/${Number(row?.['id'])}`;
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const page = await (await browser.get('/floor')).text();
    const formOf = (row?: Record<string, unknown>) =>
      page.split(`action="${path(row)}"`)[1]?.split('</form>')[0];
    expect(formOf(named)).toContain('name="nowhere"');
    expect(formOf(nameless)).toContain('name="fundingId"');
    expect(formOf(nameless)).not.toContain('name="nowhere"'); // an empty funding says so

    const answer = { fundingId: '', reason: 'looked' };
    const refused = await browser.submit(path(named), answer);
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('names the funding: f-named'),
    ]);
    expect((await browser.submit(path(named), { ...answer, nowhere: 'yes' })).status).toBe(303);
    expect((await browser.submit(path(nameless), answer)).status).toBe(303);
    expect(await (await operator(bridge.url, 'GET', '/floor/questions')).json()).not.toContainEqual(
      expect.objectContaining({ asset: 'EGM-Q3' }),
    );
  });

  it('looks up a limit without the UBAI in an address or on the page [secrets-kept], and makes none up', async () => {
    const bridge = await site.bridge();
    (await site.kiosk(bridge, 'EGM-W3')).creditEverything();
    const funding = aFunding('EGM-W3');
    await (await TestTpas.signIn(bridge.url)).fund(funding);
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const found = await (await browser.submit('/floor/limits', { ubai: funding.ubai })).text();
    expect(found).toMatch(/\$1,000\.00.*\$980\.00/s);
    expect(found).not.toContain(funding.ubai);
    const unknown = await (await browser.submit('/floor/limits', { ubai: 'mistyped' })).text();
    expect(unknown).toContain('Nothing is known of this account');
    expect(unknown).not.toContain('$1,000.00');
  });

  it('finds a funding by what the phone of the player shows [money-has-a-home], by its beginning, and by its transfer', async () => {
    const bridge = await site.bridge();
    (await site.kiosk(bridge, 'EGM-W4')).creditEverything();
    const [funding, other] = [aFunding('EGM-W4'), aFunding('EGM-W4')];
    const tpas = await TestTpas.signIn(bridge.url);
    await tpas.fund({ ...funding, fundingId: `ref-7f3a-${process.pid}` });
    const [transfer] = await site.sql<{ id: string }>(
      `SELECT transfer_id AS id FROM transfers WHERE funding_id LIKE 'ref-7f3a%'`,
    );
    await tpas.fund({ ...other, fundingId: `ref-7f3b-${process.pid}` });
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const search = async (text: string) => browser.get(`/floor/search?text=${encodeURIComponent(text)}`);
    for (const text of [`ref-7f3a-${process.pid}`, 'ref-7f3a', ` ${transfer?.id} `]) {
      const path = (await search(text)).headers.get('location') ?? '';
      expect(path).toBe(`/floor/fundings/ref-7f3a-${process.pid}`);
      const page = await (await browser.get(path)).text();
      expect(page).toMatch(/CREDITED.*\$20\.00/s);
      expect(page).not.toContain(funding.ubai);
    }
    expect(await (await search('ref-7f3')).text()).toMatch(/ref-7f3a-.*|ref-7f3b-/s);
    expect(await (await search('EGM-W4')).text()).toContain('connected');
    expect(await (await search('<b>nothing')).text()).toContain('Nothing begins with "&#60;b&#62;nothing"');
  });

  it('shows the meter before an order and now beside what is to be settled, and times with their zone', async () => {
    const bridge = await site.bridge({
      BRIDGE_FUNDING_WINDOW_MS: '500',
      BRIDGE_GAMING_DAY_ZONE: 'Asia/Manila',
    });
    const at = (cashlessIn: number) => ({
      ...READY_CABINET,
      meters: { ...READY_CABINET.meters, cashlessIn },
    });
    const kiosk = await site.kiosk(bridge, 'EGM-W5', at(10_000));
    const funding = aFunding('EGM-W5');
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(funding)).body.status).toBe('UNCONFIRMED');
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const page = async () => (await browser.get(`/floor/fundings/${funding.fundingId}`)).text();
    expect(await page()).toContain('The meter has not moved since the order left.');
    kiosk.send({ type: 'cabinet', status: at(12_000) });
    await expect.poll(page).toContain('The meter has risen by exactly this amount');
    const shown = await page();
    expect(shown).toMatch(
      /Before the order.*\$100\.00.*With this amount it would read.*\$120\.00.*Now.*\$120\.00/s,
    );
    expect(shown).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\+8/);
    kiosk.drop();
    await expect.poll(page).toContain('The cabinet is not heard now');
  });

  it('shows a technician what is wrong by the codes of the glass', async () => {
    const bridge = await site.bridge();
    await site.kiosk(bridge, 'EGM-W6', { connection: 'fault', fault: 'SILENT' });
    await site.kiosk(bridge, 'EGM-W7', { ...READY_CABINET, conditions: ['DOOR_OPEN'], acceptor: 'JAMMED' });
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    expect(await (await browser.get('/floor')).text()).toMatch(
      /EGM-W6.*SILENT.*C7.*EGM-W7.*DOOR_OPEN.*M1 N1/s,
    );
  });

  it('enrols a machine, shows its secret once, and takes it out of use and back', async () => {
    const bridge = await site.bridge();
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const enrolled = await (
      await browser.submit('/floor/enrol', { asset: 'EGM-W8', gameName: 'Wild Sevens' })
    ).text();
    const secret = /<code>([A-Za-z0-9_-]{43})<\/code>/.exec(enrolled)?.[1] ?? '';
    const kiosk = await TestKiosk.connect(bridge.url, 'EGM-W8', secret);
    expect(await (await browser.get('/floor')).text()).not.toContain(secret);
    await browser.submit('/floor/machine/EGM-W8/enabled', { enabled: 'no' });
    expect((await kiosk.next('machine')).enabled).toBe(false);
    expect(await (await browser.get('/floor/search?text=EGM-W8')).text()).toMatch(/disabled.*M5.*Enable/s);
    await browser.submit('/floor/machine/EGM-W8/enabled', { enabled: 'yes' });
    expect((await kiosk.next('machine')).enabled).toBe(true);
    kiosk.drop();
    const trail = await site.sql(
      `SELECT event, detail->>'actor' AS actor FROM audit WHERE subject = 'EGM-W8' ORDER BY entry_id`,
    );
    expect(trail).toEqual(
      ['machine.enrolled', 'machine.disabled', 'machine.enabled'].map((event) => ({
        event,
        actor: OPERATOR.name,
      })),
    );
  });

  it('shows a large floor a page at a time', async () => {
    const bridge = await site.bridge();
    const paged = Array.from({ length: 250 }, (_, i) => `PAGED-${String(i + 1).padStart(4, '0')}`);
    await enrolMany(site, paged, 'none');
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const seen: string[] = [];
    let pages = 0;
    for (let path: string | undefined = '/floor'; path !== undefined; pages++) {
      const page: string = await (await browser.get(path)).text();
      const assets = [...page.matchAll(/<td>(PAGED-\d{4})<\/td>/g)].map(([, asset = '']) => asset);
      expect(assets.length).toBeLessThanOrEqual(100);
      seen.push(...assets);
      path = /href="(\/floor\?after=[^"]+)"/.exec(page)?.[1];
    }
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual(paged);
  });
});

describe('the reconciliation of a gaming day', () => {
  it('holds ledger, meters and captures against each other, and shows what differs [books-agree]', async () => {
    const bridge = await site.bridge();
    const tpas = await TestTpas.signIn(bridge.url);
    const meters = READY_CABINET.meters;
    const fundings = await Promise.all(
      ['EGM-R1', 'EGM-R2'].map(async (asset) => {
        const kiosk = (await site.kiosk(bridge, asset)).creditEverything();
        const funding = aFunding(asset);
        await tpas.fund(funding);
        // The second cabinet's meter has risen by less than the ledger says.
        const cashlessIn = asset === 'EGM-R1' ? 2000 : 1500;
        kiosk.send({
          type: 'cabinet',
          status: { ...READY_CABINET, meters: { ...meters, cashlessIn, notesIn: 500 } },
        });
        const note = { eventId: 1, kind: 'STACKED' as const, minor: 500, currency: 'USD' };
        kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
        await kiosk.next('note.acknowledged');
        return funding;
      }),
    );
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const captures = ['fundingId,amount', ...fundings.map(({ fundingId }) => `${fundingId},20.00`)].join(
      '\n',
    );
    for (let times = 0; times < 2; times++)
      await browser.submit('/floor/reports/captures', { report: DAY, csv: captures });

    const csv = await browser.get(`/floor/reports/${DAY}.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await csv.text()).split('\r\n').filter((line) => /asset|EGM-R|ALL/.test(line));
    expect(lines[0]).toContain('gaming_day,asset,currency,fundings,ledger,meter,captured,ledger_minus_meter');
    expect(lines.slice(1, 3)).toEqual([
      `${DAY},EGM-R1,USD,1,20.00,20.00,20.00,0.00,0.00,5.00,5.00,0,yes`,
      `${DAY},EGM-R2,USD,1,20.00,15.00,20.00,5.00,0.00,5.00,5.00,0,no`,
    ]);
    const page = await (await browser.get(`/floor/reports?day=${DAY}`)).text();
    expect(page).toContain('DIFFERS');
  });

  it('shows what is missing on a meter that went back, also when it has risen again since [books-agree]', async () => {
    const bridge = await site.bridge();
    const tpas = await TestTpas.signIn(bridge.url);
    const kiosk = (await site.kiosk(bridge, 'EGM-R3')).creditEverything();
    const tell = async (cashlessIn: number): Promise<void> => {
      const meters = { ...READY_CABINET.meters, cashlessIn, notesIn: cashlessIn };
      kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, meters } });
      const newest =
        'SELECT cashless_in::int AS read FROM meter_readings WHERE asset = $1 ORDER BY read_at DESC LIMIT 1';
      await expect.poll(async () => site.sql(newest, ['EGM-R3'])).toEqual([{ read: cashlessIn }]);
    };
    const line = async (): Promise<string | undefined> => {
      const csv = await (await browser.get(`/floor/reports/${DAY}.csv`)).text();
      return csv.split('\r\n').find((one) => one.includes('EGM-R3'));
    };
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    for (const cashlessIn of [2000, 4500, 2000]) await tell(cashlessIn);
    expect(await line()).toBe(`${DAY},EGM-R3,USD,0,0.00,20.00,0.00,-20.00,0.00,0.00,20.00,0,no`);
    for (const amount of ['20.00', '25.00', '20.00']) await tpas.fund(aFunding('EGM-R3', { amount }));
    await tell(4000); // 65.00 were credited; the 25.00 are gone
    expect(await line()).toBe(`${DAY},EGM-R3,USD,3,65.00,40.00,0.00,25.00,65.00,0.00,40.00,0,no`);
  });

  it('stays whole and exact when two boards tell of meters near the end of their range', async () => {
    const bridge = await site.bridge();
    const { identity, meters } = READY_CABINET;
    const tell = async (kiosk: TestKiosk, asset: string, memoryId: string, cashlessIn: number) => {
      const status = {
        ...READY_CABINET,
        identity: { ...identity, memoryId },
        meters: { ...meters, cashlessIn },
      };
      kiosk.send({ type: 'cabinet', status });
      const read = 'SELECT 1 FROM meter_readings WHERE asset = $1 AND memory_id = $2 AND cashless_in = $3';
      await expect.poll(async () => site.sql(read, [asset, memoryId, cashlessIn])).toHaveLength(1);
    };
    const strange = await site.kiosk(bridge, 'EGM-M1');
    await tell(strange, 'EGM-M1', '0a1b2c3d', Number.MAX_SAFE_INTEGER);
    await tell(strange, 'EGM-M1', 'ffffffff', 0);
    await tell(strange, 'EGM-M1', 'ffffffff', Number.MAX_SAFE_INTEGER);
    await tell(await site.kiosk(bridge, 'EGM-M2'), 'EGM-M2', '0a1b2c3d', 2000);

    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const csv = await (await browser.get(`/floor/reports/${DAY}.csv`)).text();
    expect(csv).toContain(`${DAY},EGM-M1,USD,0,0.00,180143985094819.82,0.00,-180143985094819.82,`);
    expect(csv).toContain(`${DAY},EGM-M2,USD,0,0.00,20.00,0.00,-20.00,`);
    const lines = csv.trim().split('\r\n').slice(1);
    const metered = lines.map((line) => BigInt(line.split(',')[5]?.replace('.', '') ?? ''));
    expect(metered.pop()).toBe(metered.reduce((all, one) => all + one, 0n));
    const page = await (await browser.get(`/floor/reports?day=${DAY}`)).text();
    expect(page).toContain('$180,143,985,094,819.82');
  });

  it('refuses as a whole a report of captures that it does not understand, and says why for every line', async () => {
    const bridge = await site.bridge();
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const csv = 'fundingId,amount\nf-1,20.00\nf-2,x\n,1.00';
    const refused = await browser.submit('/floor/reports/captures', { report: `${DAY}.refused`, csv });
    const page = await refused.text();
    expect(refused.status).toBe(400);
    expect(page).toContain(`Nothing of report ${DAY}.refused was imported: 2 lines are wrong.`);
    expect(page).toMatch(/<td>3<\/td>\s*<td>an amount is digits.*<td>4<\/td>\s*<td>no funding id/s);
    expect(page).toContain(csv.slice(0, 30));
    expect(await site.sql(`SELECT 1 FROM capture_reports WHERE name LIKE '%refused'`)).toEqual([]);
  });
});
