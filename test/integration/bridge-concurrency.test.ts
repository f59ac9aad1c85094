import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FundingAnswer, FundingRequest } from '../../bridge/money/funding.ts';
import { aFunding, BridgeSite, enrol, TestTpas } from '../support/bridge/bridge-site.ts';
import { startService, type Service } from '../support/service.ts';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';

const FUNDINGS = 200;
const ASSETS = 50;
const LIMIT_MINOR = 100_000;

let site: BridgeSite;
const bridges: (Service & { url: string })[] = [];
beforeAll(async () => {
  site = await BridgeSite.open();
  const environment = site.environment({ BRIDGE_FUNDING_WINDOW_MS: '30000' });
  for (let process = 0; process < 2; process++) {
    const service = await startService('bridge/app/main.ts', [], environment);
    bridges.push({ ...service, url: String(service.listening['url']) });
  }
});
afterAll(async () => {
  await Promise.all(bridges.map((bridge) => bridge.stop()));
  const disagreements = await site.disagreements();
  await site.close();
  expect(disagreements).toEqual([]);
});

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('an empty list');
  return item;
};

/** 503: nothing was recorded, not in the time that a request may wait; the TPAS repeats it. */
async function decision(tpas: TestTpas, funding: FundingRequest): Promise<{ body: FundingAnswer }> {
  for (;;) {
    const answer = await tpas.fund(funding);
    if (answer.status !== 503) return answer;
    await pause(50);
  }
}

it(`${FUNDINGS} parallel fundings of one UBAI on ${ASSETS} machines and two bridge processes never exceed its limit [atomic-limits]`, async () => {
  const tpas = await Promise.all(bridges.map((bridge) => TestTpas.signIn(bridge.url)));
  const kiosks: TestKiosk[] = [];
  const cabinet = new TestCabinet();
  for (let machine = 0; machine < ASSETS; machine++) {
    const { url } = at(bridges, machine);
    const asset = `EGM-P${machine}`;
    const { secret } = await enrol(url, asset);
    kiosks.push((await TestKiosk.connect(url, asset, secret)).playAgainst(cabinet));
  }

  // 13.37 does not divide the limit: the last funding that fits leaves a rest that no further funding may use.
  const amountMinor = 1_337;
  const answers = await Promise.all(
    Array.from({ length: FUNDINGS }, (_, index) =>
      // Each machine's fundings come by both processes, whichever holds its link.
      decision(
        at(tpas, index + Math.floor(index / ASSETS)),
        aFunding(`EGM-P${index % ASSETS}`, { ubai: 'one-account', amount: '13.37' }),
      ),
    ),
  );

  const fits = Math.floor(LIMIT_MINOR / amountMinor);
  const credited = answers.filter(({ body }) => body.status === 'CREDITED');
  const declined = answers.filter(({ body }) => body.error?.code === 'LIMIT_REACHED');
  expect(credited).toHaveLength(fits);
  expect(declined).toHaveLength(FUNDINGS - fits);

  const onMeters = cabinet.creditedMinor;
  expect(onMeters).toBe(fits * amountMinor);
  expect(
    await site.sql(`SELECT used_minor::int AS used FROM daily_usage WHERE ubai = $1`, [
      await site.accountDigest('one-account'),
    ]),
  ).toEqual([{ used: onMeters }]);
  const ledger = `SELECT sum(credited_minor)::int AS sum, count(*)::int AS count FROM transfers WHERE status = 'CREDITED'`;
  expect(await site.sql(ledger)).toEqual([{ sum: onMeters, count: fits }]);
  for (const kiosk of kiosks) kiosk.drop();
});
