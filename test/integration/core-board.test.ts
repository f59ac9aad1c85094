import { systemClock } from '../../hardware/clock.ts';
import { beginNewJournal } from '../../main/journal/begin-new-journal.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { waitFor } from '../support/wait.ts';

const TWENTY = { minor: 2000, currency: 'USD' };

let core: CoreFixture;
beforeEach(async () => {
  core = await CoreFixture.start({ addedForMs: 1000 });
});
afterEach(async () => {
  await core.stop();
});

describe('a board with another memory', () => {
  it('is credited with only after a person accepted it, by name (C8)', async () => {
    const kiosk = core.startKiosk();
    await core.screen('code');
    await core.loseBoardMemory();
    await core.screen('unavailable', (screen) => screen.technicianCode === 'C8');
    await core.bridge.expect('cabinet', ({ status }) => 'fault' in status && status.fault === 'MEMORY_LOST');
    core.bridge.order('000042-0000000001', 2000);
    expect(await core.bridge.result('000042-0000000001')).toMatchObject({ reason: 'CABINET_UNAVAILABLE' });
    expect(kiosk.acceptBoard('tech-7')).toBe(true);
    expect((await core.screen('code')).remainingMs).toBeGreaterThan(0);
  });
});

describe('a board whose memory was set back to before a note', () => {
  it('is not used, so that no note is taken under an id that the journal has [stacked-notes]', async () => {
    const kiosk = core.startKiosk();
    await core.screen('code');
    core.keepBoardMemory();
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    await core.bridge.expect('note');
    await waitFor('the acknowledgement', () => core.eventsInTheBoard() === 0);
    await core.setBoardBack();
    await core.screen('unavailable', (screen) => screen.technicianCode === 'C8');
    await core.cabinet.act({ action: 'note.insert', minor: 2000 });
    kiosk.acceptBoard('tech-7');
    await core.screen('unavailable', (screen) => screen.technicianCode === 'C8');
    await core.cabinet.act({ action: 'note.insert', minor: 2000 });
    expect(await core.meters()).toMatchObject({ notesIn: 0 });
  });

  it('is not used either where only the ledger has the note, because the journal was set back too [stacked-notes]', async () => {
    const kiosk = core.startKiosk();
    await core.screen('code');
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    const { memoryId, note } = await core.bridge.expect('note');
    const linkAnew = async (eventId: number) => {
      core.bridge.noteTellAfter = { memoryId, eventId };
      core.bridge.received.length = 0;
      core.bridge.cut();
      core.bridge.reachable = true;
      await core.bridge.expect('hello');
    };
    await linkAnew(note.eventId); // which the board has given out on this connection
    await core.bridge.expect('memory');
    await core.screen('code');
    await linkAnew(note.eventId + 1);
    await core.screen('unavailable', (screen) => screen.technicianCode === 'C8');
    expect(kiosk.acceptBoard('tech-7')).toBe(false);
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    expect(await core.meters()).toMatchObject({ notesIn: 500 });
    expect(core.bridge.of('note')).toEqual([]);
  });

  it('keeps an event whose id the journal has for another note, and is not used [stacked-notes]', async () => {
    core.startKiosk();
    await core.screen('code');
    core.keepBoardMemory();
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    await core.bridge.expect('note');
    await core.setBoardBack('kept', ({ meters, ...memory }) => ({
      ...memory,
      meters: { ...(meters as object), credits: 2000, notesIn: 2000 },
      lastEventId: 1,
      events: [{ eventId: 1, kind: 'STACKED', value: 2000 }],
    }));
    await core.screen('unavailable', (screen) => screen.technicianCode === 'C8');
    expect(core.eventsInTheBoard()).toBe(1);
    expect(core.bridge.of('note')).toHaveLength(1);
  });
});

describe('a new journal', () => {
  it('leaves the board to tell what became of an id from before [confirmed-only]', async () => {
    core.startKiosk();
    await core.screen('code');
    core.bridge.order('000042-0000000001', 2000);
    await core.screen('added');
    await core.stopKiosk();
    expect(beginNewJournal(core.journalFile, systemClock).problem).toBeNull();
    core.bridge.received.length = 0;
    core.startKiosk();
    await core.screen('code');
    core.bridge.send({ type: 'transfer.query', transferId: '000042-0000000001' });
    expect(await core.bridge.result('000042-0000000001')).toEqual({ outcome: 'credited', amount: TWENTY });
  });

  it('does not make the machine forget how far its transfer ids have come [exactly-once]', async () => {
    core.startKiosk();
    await core.screen('code');
    core.bridge.order('000042-0000000009', 2000);
    await core.screen('added');
    await core.stopKiosk();
    expect(beginNewJournal(core.journalFile, systemClock).problem).toBeNull();
    core.bridge.received.length = 0;
    core.startKiosk();
    const told = await core.bridge.expect('memory');
    expect(told.boardLast).toBe('000042-0000000009');
  });
});

describe('a transfer whose board is gone', () => {
  it('stops the machine until its end is known or an attendant settles it by hand [confirmed-only]', async () => {
    const kiosk = core.startKiosk();
    await core.screen('code');
    await core.cabinet.act({ action: 'powerCutAt', step: 'recorded' });
    core.bridge.order('000042-0000000001', 2000);
    await core.screen('unconfirmed', (screen) => screen.technicianCode === 'P1');
    await core.loseBoardMemory();
    await core.screen('unconfirmed', (screen) => screen.technicianCode === 'P3');
    kiosk.acceptBoard('tech-7');
    kiosk.settleByHand('000042-0000000001', 'tech-7');
    expect((await core.screen('code')).remainingMs).toBeGreaterThan(0);
    core.bridge.send({ type: 'transfer.query', transferId: '000042-0000000001' });
    expect(await core.bridge.expect('transfer.open')).toMatchObject({ transferId: '000042-0000000001' });
    core.bridge.order('000042-0000000002', 2000, 30_000, 'f-000042-0000000001'); // the same payment again
    expect(
      await core.bridge.expect('transfer.open', ({ transferId }) => transferId === '000042-0000000002'),
    ).toMatchObject({ why: 'OTHER_TRANSFER', fundingId: 'f-000042-0000000001' });
    expect(core.bridge.of('transfer.result')).toEqual([]);
    expect(await core.meters()).toMatchObject({ cashlessIn: 0 });
  });
});
