/** The table of the API document: each request about a funding, in each way that the funding can stand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import type { FundingRequest } from '../../bridge/money/funding.ts';
import { FUNDING_TABLE } from '../../bridge/rails/scan-and-pay/api/funding-states.ts';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
let bridge: Bridge;
let tpas: TestTpas;
beforeAll(async () => {
  site = await BridgeSite.open();
  bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1500', BRIDGE_API_RATE_PER_S: '1000' });
  tpas = await TestTpas.signIn(bridge.url);
});
afterAll(() => site.close());

interface Answer {
  status: number;
  body: { status?: string; error?: { code: string } };
}
const said = ({ status, body }: Answer): string =>
  [status, body.status, body.error?.code].filter((part) => part !== undefined).join(' ');

let machines = 0;

/** A machine of its own, its kiosk, and a funding for it. */
async function machine(): Promise<{ kiosk: TestKiosk; funding: FundingRequest }> {
  const asset = `EGM-S${++machines}`;
  return { kiosk: await site.kiosk(bridge, asset), funding: aFunding(asset) };
}

interface Standing {
  funding: FundingRequest;
  /** The answer to the first POST, where that is still to come. */
  first?: Promise<Answer>;
  /** The code that every answer names. */
  code?: string;
}

async function settled(funding: FundingRequest, answer: Promise<Answer>, code?: string): Promise<Standing> {
  await answer;
  return { funding, ...(code !== undefined && { code }) };
}

const STANDINGS: Record<string, () => Promise<Standing>> = {
  'never heard of': async () => {
    const { kiosk, funding } = await machine();
    kiosk.creditEverything();
    return { funding };
  },
  'never heard of, and what the machine remembers is not in accord with the ledger': async () => {
    const { kiosk, funding } = await machine();
    const elsewhere = { serial: 'VC-0002', memoryId: '99aa00ff' };
    for (const board of [elsewhere, kiosk.board]) kiosk.tellMemory(board); // two boards that take turns
    while ((await kiosk.next('memory.compared')).agreed);
    return { funding };
  },
  'cancelled before it was heard of': async () => {
    const { funding } = await machine();
    return settled(funding, tpas.cancel(funding));
  },
  'DECLINED: turned down before there was an order': async () => {
    const { funding } = await machine();
    const tooMuch = { ...funding, amount: '1000.01' };
    return settled(tooMuch, tpas.fund(tooMuch), 'AMOUNT_OUT_OF_RANGE');
  },
  'ordered, and waits to leave for the machine': async () => {
    const { kiosk, funding } = await machine();
    const before = tpas.fund(aFunding(funding.asset));
    await kiosk.next('transfer.order');
    const first = tpas.fund(funding);
    await expect.poll(async () => said(await tpas.read(funding.fundingId))).toBe('200 UNCONFIRMED');
    return { funding, first: before.then(() => first) };
  },
  'has left for the machine, in its window': async () => {
    const { kiosk, funding } = await machine();
    const first = tpas.fund(funding);
    await kiosk.next('transfer.order');
    return { funding, first };
  },
  'UNCONFIRMED: its window is over': async () => {
    const { funding } = await machine();
    return settled(funding, tpas.fund(funding));
  },
  'FAILED: ordered, and certain that no credit followed': async () => {
    const { kiosk, funding } = await machine();
    const answer = tpas.fund(funding);
    const { transferId } = await kiosk.next('transfer.order');
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: { outcome: 'refused', reason: 'NOT_A_MULTIPLE' },
    });
    return settled(funding, answer, 'NOT_A_MULTIPLE');
  },
  CREDITED: async () => {
    const { kiosk, funding } = await machine();
    kiosk.creditEverything();
    return settled(funding, tpas.fund(funding));
  },
  'any but the first, and the body is not the same': async () => {
    const { funding } = await machine();
    await tpas.cancel(funding);
    return { funding: { ...funding, amount: '21.00' } };
  },
};

/** A cell of the table as the answers show it. The text after a comma is for people. */
const expected = (cell: string, code: string | undefined): string =>
  cell.replace(', the same code', ` ${code}`).replace(/,.*| at once$/, '');

describe.concurrent('a funding, as the API document tells of it,', () => {
  it('has a test for each way in which it can stand', () => {
    expect(FUNDING_TABLE.map(({ stands }) => stands)).toEqual(Object.keys(STANDINGS));
  });

  it.each(FUNDING_TABLE)('$stands: POST, $post', async ({ stands, post }) => {
    const { funding, first, code } = (await STANDINGS[stands]?.()) ?? { funding: aFunding('EGM-NONE') };
    const answer = tpas.fund(funding);
    if (post.startsWith('waits'))
      expect(said(await answer)).toBe(said((await first) ?? { status: 0, body: {} }));
    else if (post.startsWith('it is')) expect(said(await answer)).toBe('200 CREDITED');
    else expect(said(await answer)).toBe(expected(post, code));
    await first;
  });

  it.each(FUNDING_TABLE.filter(({ get }) => get !== '-'))('$stands: GET, $get', async ({ stands, get }) => {
    const { funding, first, code } = (await STANDINGS[stands]?.()) ?? { funding: aFunding('EGM-NONE') };
    expect(said(await tpas.read(funding.fundingId))).toBe(expected(get, code));
    await first;
  });

  it.each(FUNDING_TABLE)('$stands: POST …/cancel, $cancel', async ({ stands, cancel }) => {
    const { funding, first, code } = (await STANDINGS[stands]?.()) ?? { funding: aFunding('EGM-NONE') };
    expect(said(await tpas.cancel(funding))).toBe(expected(cancel, code));
    await first;
  });
});
