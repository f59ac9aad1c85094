/**
 * Orders of one machine that overtake each other: the newest order that journal and board know is not the one with the
 * highest id [exactly-once].
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { copyJournal } from '../support/damage/journal-damage.ts';

const LATE = '000042-0000000002';
const OVERTAKER = '000042-0000000003';
const credited = { outcome: 'credited', amount: { minor: 2000, currency: 'USD' } };

let core: CoreFixture;
beforeEach(async () => {
  core = await CoreFixture.start();
});
afterEach(async () => {
  await core.stop();
});

it('a journal that lost the late one learns it from the board', async () => {
  core.startKiosk();
  await credit(OVERTAKER);
  const kept = `${core.journalFile}.kept`;
  copyJournal(core.journalFile, kept);
  await credit(LATE);
  await core.stopKiosk();
  copyJournal(kept, core.journalFile);
  expect(core.outcomeInJournal(OVERTAKER)).toEqual(credited);
  expect(core.outcomeInJournal(LATE)).toBeUndefined();

  core.bridge.received.length = 0;
  core.startKiosk();
  await core.bridge.expect('memory');
  await core.stopKiosk();
  expect(core.outcomeInJournal(LATE)).toEqual(credited);
  expect(core.bridge.of('transfer.result')).toContainEqual(
    expect.objectContaining({ transferId: LATE, result: credited }),
  );
});

it('a board that lost the late one is an older copy', async () => {
  const kiosk = core.startKiosk();
  await credit(OVERTAKER);
  core.keepBoardMemory();
  await credit(LATE);
  await core.setBoardBack();
  await core.screen('unavailable', (screen) => screen.technicianCode === 'C8');
  expect(kiosk.acceptBoard('tech-7')).toBe(false);
});

async function credit(transferId: string): Promise<void> {
  await core.bridge.expect('memory');
  core.bridge.order(transferId, 2000);
  expect(await core.bridge.result(transferId)).toEqual(credited);
}
