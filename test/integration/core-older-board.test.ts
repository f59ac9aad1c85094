/** A board whose memory was set back to a copy from before: nothing that it says counts [confirmed-only]. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Kiosk } from '../../main/kiosk-ports.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { waitFor } from '../support/wait.ts';

const FIRST = '000042-0000000001';
const OPEN = '000042-0000000002';
const NEXT = '000042-0000000003';
const credited = { outcome: 'credited', amount: { minor: 2000, currency: 'USD' } };

let core: CoreFixture;
beforeEach(async () => {
  core = await CoreFixture.start();
});
afterEach(async () => {
  await core.stop();
});

it.each(['there', 'away'] as const)(
  'does not end an order that it has credited, when the kiosk is started with the bridge %s',
  async (bridge) => {
    await leaveOneOpen();
    await core.stopKiosk();
    await core.setBoardBack();
    core.bridge.received.length = 0;
    if (bridge === 'away') core.bridge.cut();
    core.startKiosk();
    await core.screen('unconfirmed', ({ technicianCode }) => technicianCode === 'C8');
    core.bridge.reachable = true;
    await waitFor('the fault at the bridge', () => core.bridge.received.some(tellsOfIt));
    core.bridge.send({ type: 'transfer.query', transferId: OPEN });
    expect(await core.bridge.expect('transfer.open')).toMatchObject({ transferId: OPEN });
    expect(core.outcomeInJournal(OPEN)).toBeNull();
    expect((await core.cabinet.state()).transfers).toEqual([]); // nor was anything ended there
  },
);

it('does not end it either while another board is in service', async () => {
  const kiosk = await leaveOneOpen();
  await core.plugInAnother('OTHER-B');
  await core.screen('unconfirmed', ({ technicianCode }) => technicianCode === 'P2');
  await waitFor('the other board', () => kiosk.acceptBoard('tech-7'));
  await core.setBoardBack();
  await core.bridge.expect('cabinet', ({ status }) => 'fault' in status && status.fault === 'WRONG_BOARD');
  core.bridge.send({ type: 'transfer.query', transferId: OPEN });
  expect(await core.bridge.expect('transfer.open')).toMatchObject({ transferId: OPEN });
  expect(core.outcomeInJournal(OPEN)).toBeNull();
});

it('is seen where it was set back into the middle of its last credit', async () => {
  core.startKiosk();
  await core.bridge.expect('memory');
  await core.cabinet.act({ action: 'delayNextCredit', ms: 1_000 });
  core.bridge.order(FIRST, 2000);
  await waitFor('the board at it', async () =>
    (await core.cabinet.state()).transfers.some(({ outcome }) => outcome === 'pending'),
  );
  core.keepBoardMemory();
  expect(await core.bridge.result(FIRST)).toEqual(credited);
  await core.setBoardBack();
  await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'C8');
});

it('does not end an order that it had begun, although it knows the last outcome; its true memory does', async () => {
  core.startKiosk();
  await core.bridge.expect('memory');
  await credit(FIRST);
  core.keepBoardMemory();
  await core.cabinet.act({ action: 'delayNextCredit', ms: 60_000 });
  core.bridge.order(OPEN, 2000);
  await waitFor('the board at it', async () =>
    (await core.cabinet.state()).transfers.some(({ outcome }) => outcome === 'pending'),
  );
  await core.cabinet.act({ action: 'door', open: true }); // told after the answer that it has begun
  await core.bridge.expect('cabinet', ({ status }) => 'conditions' in status && status.conditions.length > 0);
  core.keepBoardMemory('true');
  await core.setBoardBack();
  await core.screen('unconfirmed', ({ technicianCode }) => technicianCode === 'C8');
  expect(core.outcomeInJournal(OPEN)).toBeNull();
  expect((await core.cabinet.state()).transfers).toHaveLength(1); // nothing was ended there
  await core.setBoardBack('true');
  expect(await core.bridge.result(OPEN)).toEqual({ outcome: 'refused', reason: 'EXPIRED' });
});

it('cannot be accepted; its memory begun anew can', async () => {
  const kiosk = core.startKiosk();
  await core.bridge.expect('memory');
  core.keepBoardMemory();
  await credit(FIRST);
  await core.setBoardBack();
  await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'C8');
  expect(kiosk.acceptBoard('tech-7')).toBe(false);
  await core.loseBoardMemory();
  await waitFor('a board to accept', () => kiosk.acceptBoard('tech-7'));
  await core.screen('code');
});

describe('a copy of its memory that passes for whole, because it knows the last word, and ends the open order', () => {
  it('is proved wrong by the true memory: the credit is told, and the true memory can be used', async () => {
    await endAtACopy();
    core.bridge.received.length = 0;
    await core.setBoardBack();
    expect(await core.bridge.expect('transfer.result')).toEqual({
      type: 'transfer.result',
      transferId: OPEN,
      result: credited,
      fundingId: `f-${OPEN}`,
      requested: credited.amount,
      board: core.bridge.board,
    });
    await core.screen('code');
    core.bridge.order(NEXT, 2000);
    expect(await core.bridge.result(NEXT)).toEqual(credited);
    expect((await core.meters()).cashlessIn).toBe(6000);
  });

  it('does not hide the credit where it was used since: the true memory is an older one then, and its credit is told', async () => {
    await endAtACopy();
    core.bridge.order(NEXT, 2000);
    expect(await core.bridge.result(NEXT)).toEqual(credited);
    core.bridge.received.length = 0;
    await core.setBoardBack();
    expect(await core.bridge.result(OPEN)).toEqual(credited);
    await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'C8');
  });

  it('is not what the player reads, before the ledger agrees [where-the-money-is]', async () => {
    const kiosk = core.startKiosk();
    const shown: string[] = [];
    kiosk.onSnapshot(({ screen }) => shown.push(screen.kind));
    core.bridge.acknowledge = false;
    await endAtACopy(kiosk);
    await core.screen('code');
    expect(shown).toContain('unconfirmed');
    expect(shown).not.toContain('declined');
    core.bridge.send({ type: 'transfer.acknowledged', transferId: OPEN });
    expect(await core.screen('declined')).toMatchObject({ reason: 'CANCELLED', amount: credited.amount });
  });

  /** The kept memory has the credit that the copy has denied. */
  async function endAtACopy(_kiosk = core.startKiosk()): Promise<void> {
    await core.bridge.expect('memory');
    await credit(FIRST);
    core.keepBoardMemory('copy');
    await core.cabinet.act({ action: 'powerCutAt', step: 'completed' });
    core.bridge.order(OPEN, 2000);
    await waitFor('both credits', async () => (await core.meters()).cashlessIn === 4000);
    core.keepBoardMemory();
    await core.setBoardBack('copy');
    expect(await core.bridge.result(OPEN)).toEqual({ outcome: 'refused', reason: 'CANCELLED' });
  }
});

/**
 * 20.00 and then another 20.00 are on the meter; the kiosk has not heard of the second. The kept memory is older than
 * both.
 */
async function leaveOneOpen(): Promise<Kiosk> {
  const kiosk = core.startKiosk();
  await core.bridge.expect('memory');
  core.keepBoardMemory();
  await credit(FIRST);
  await core.cabinet.act({ action: 'powerCutAt', step: 'completed' });
  core.bridge.order(OPEN, 2000);
  await waitFor('both credits', async () => (await core.meters()).cashlessIn === 4000);
  core.bridge.received.length = 0;
  return kiosk;
}

function tellsOfIt(message: KioskMessage): boolean {
  if (message.type !== 'hello' && message.type !== 'cabinet') return false;
  const status = message.type === 'hello' ? message.cabinet : message.status;
  return status.connection === 'fault' && status.fault === 'MEMORY_LOST';
}

async function credit(transferId: string): Promise<void> {
  core.bridge.order(transferId, 2000);
  expect(await core.bridge.result(transferId)).toEqual(credited);
}
