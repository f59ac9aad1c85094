import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../main/journal/open-journal.ts';
import { systemClock } from '../../hardware/clock.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { waitFor } from '../support/wait.ts';

let core: CoreFixture;
beforeEach(async () => {
  core = await CoreFixture.start();
});
afterEach(async () => {
  await core.stop();
});

describe('the glass', () => {
  it('shows no code within a second of a lost link, and a fresh one when it is back [live-codes-only]', async () => {
    core.startKiosk();
    const { url } = await core.screen('code');
    core.bridge.cut();
    await core.screen('unavailable', (screen) => screen.reason === 'LINK_DOWN', 1_000);
    core.bridge.reachable = true;
    expect((await core.screen('code')).url).not.toBe(url);
  });

  it('tells refused credentials from a bridge that is not there', async () => {
    core.bridge.secret = 'another secret';
    core.startKiosk();
    expect(await core.screen('unavailable')).toEqual({
      kind: 'unavailable',
      reason: 'LINK_REFUSED',
      technicianCode: 'L2',
    });
  });

  it('shows a code though the bridge takes none of the many results that it is told before', async () => {
    const journal = openJournal(core.journalFile, systemClock);
    const amount = { minor: 2000, currency: 'USD' };
    const credited = { requested: amount, outcome: { outcome: 'credited', amount } } as const;
    const ids = Array.from({ length: 60 }, (_, n) => `000007-${String(n + 1).padStart(10, '0')}`);
    const moved = ids.map((transferId) => ({ transferId, ...credited }));
    journal.learn({ serial: 'VC-0555', memoryId: '0badcafe' }, moved, null);
    journal.close();
    core.bridge.acknowledge = false;
    core.startKiosk();
    await core.screen('code');
    const { received } = core.bridge;
    const before = received.slice(
      0,
      received.findIndex(({ type }) => type === 'memory'),
    );
    const told = before.flatMap((message) => (message.type === 'transfer.result' ? message.transferId : []));
    expect([...new Set(told)]).toEqual(ids);
  });

  it('shows no code while the machine is disabled by the CMS', async () => {
    core.startKiosk();
    await core.screen('code');
    core.bridge.send({ type: 'machine', enabled: false });
    await core.screen('unavailable', (screen) => screen.reason === 'MACHINE_DISABLED');
    await waitFor('notes are refused', async () => !(await core.cabinet.state()).notesEnabled);
    core.bridge.send({ type: 'machine', enabled: true });
    expect((await core.screen('code')).url).toContain('token=2');
  });

  it("shows no code of one player's to another, not even one that was on its way", async () => {
    core.startKiosk();
    const { url } = await core.screen('code');
    core.bridge.codes = 'silent';
    core.bridge.send({ type: 'code.replace' });
    await core.screen('starting');
    const { requestId } = await core.bridge.expect(
      'code.request',
      ({ purpose }) => purpose === 'replacement',
    );
    core.bridge.codes = 'issue';
    core.bridge.send({ type: 'code.replace' });
    core.bridge.send({ type: 'code.issued', requestId, url: `${url}0`, lifetimeMs: 60_000 });
    expect((await core.screen('code')).url).toContain('token=2');
  });

  it.each(['javascript:alert(1)', 'tel:+15551234567', 'http://trustly.example/c'])(
    'paints no code that leads to %s',
    async (url) => {
      core.bridge.codes = 'silent';
      core.startKiosk();
      const { requestId } = await core.bridge.expect('code.request');
      core.bridge.send({ type: 'code.issued', requestId, url, lifetimeMs: 60_000 });
      expect(await core.screen('unavailable', (screen) => screen.technicianCode !== null)).toMatchObject({
        technicianCode: 'T3',
      });
    },
  );

  it('says that the payment service refuses us, and shows no code [plain-words]', async () => {
    core.bridge.codes = 'CODE_SOURCE_REFUSED_CREDENTIALS';
    core.startKiosk();
    expect(await core.screen('unavailable', (screen) => screen.technicianCode === 'T5')).toMatchObject({
      reason: 'CODE_SOURCE_REFUSED',
    });
  });

  it('says when the cabinet was unplugged, and goes on by itself when it is back', async () => {
    core.startKiosk();
    await core.screen('code');
    await core.cabinet.act({ action: 'cable', plugged: false });
    await core.screen('unavailable', (screen) => screen.reason === 'CABINET_ABSENT');
    await core.cabinet.act({ action: 'cable', plugged: true });
    expect((await core.screen('code')).remainingMs).toBeGreaterThan(0);
  });
});

describe('the bridge', () => {
  it('hears of a board that came between hello and welcome, before it is asked for a code [live-codes-only]', async () => {
    await core.cabinet.act({ action: 'cable', plugged: false });
    core.bridge.welcomesAtOnce = false;
    core.startKiosk();
    const hello = await core.bridge.expect('hello');
    expect(hello.cabinet).not.toMatchObject({ connection: 'ready' });
    await core.cabinet.act({ action: 'cable', plugged: true });
    await waitFor('the board', async () => (await core.cabinet.state()).notesEnabled);
    core.bridge.welcome();
    await core.bridge.expect('code.request');
    const types = core.bridge.received.map(({ type }) => type);
    expect(types.slice(0, 4)).toEqual(['hello', 'cabinet', 'memory', 'code.request']);
    expect(core.bridge.of('cabinet')[0]?.status).toMatchObject({ connection: 'ready' });
  });
});

describe('a journal that is gone', () => {
  it('credits nothing and says so, to the bridge as well; an order on its way stays open [exactly-once] [confirmed-only]', async () => {
    core.startKiosk();
    await core.screen('code');
    await core.stopKiosk();
    rmSync(core.journalFile);
    core.bridge.received.length = 0;
    core.startKiosk();
    await core.screen('unavailable', (screen) => screen.technicianCode === 'J1');
    await core.bridge.expect(
      'cabinet',
      ({ status }) => status.connection === 'ready' && status.conditions.includes('OUT_OF_ORDER'),
    );
    core.bridge.order('000042-0000000001', 2000);
    await core.bridge.expect('transfer.open');
    expect(core.bridge.of('transfer.result')).toEqual([]);
    expect(await core.meters()).toMatchObject({ cashlessIn: 0 });
  });
});
