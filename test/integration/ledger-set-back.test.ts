/**
 * A ledger whose server's whole disk is set back under a bridge at work: nothing in it shows that
 * (docs/decisions/0013).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aFunding, BridgeSite, enrol, TestTpas } from '../support/bridge/bridge-site.ts';
import { keepDisk, setDiskBack } from '../support/databases/postgres-server.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { waitFor } from '../support/wait.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

async function isReady(url: string): Promise<void> {
  await waitFor('readiness', async () => (await fetch(`${url}/readyz`)).status === 200);
}

it('decides nothing about a machine before its kiosk has told what was lost, and then credits nothing twice', async () => {
  const bridge = await site.bridge();
  const asset = 'EGM-SET-BACK';
  const { secret } = await enrol(bridge.url, asset);
  const tpas = await TestTpas.signIn(bridge.url);
  await keepDisk(site.dataDir, 'kept');
  await isReady(bridge.url);

  const funding = aFunding(asset, { amount: '20.00' });
  const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
  const answer = tpas.fund(funding);
  const { transferId, amount, board } = await kiosk.next('transfer.order');
  const credited = {
    type: 'transfer.result',
    transferId,
    result: { outcome: 'credited', amount },
    fundingId: funding.fundingId,
    requested: amount,
    board,
  } as const;
  kiosk.send(credited);
  expect((await answer).body.status).toBe('CREDITED');

  await setDiskBack(site.dataDir, 'kept');
  expect(await kiosk.closeCode()).toBe(4503); // it is to tell everything again
  await isReady(bridge.url);
  const away = await tpas.fund(funding);
  expect(away.status).toBe(503);
  expect(JSON.stringify(away.body)).toContain('has not been heard');

  const again = await TestKiosk.dial(bridge.url, asset, secret);
  again.hello();
  expect((await again.next('welcome')).tellAfter).toBeNull();
  again.send(credited);
  again.tellMemory(board, { journalLast: transferId, boardLast: transferId });
  expect((await again.next('memory.compared')).agreed).toBe(true);
  expect((await tpas.fund(funding)).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
  expect(again.received.filter(({ type }) => type === 'transfer.order')).toEqual([]);
  await again.close();
});
