import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from '../../hardware/machine/machine.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { waitFor } from '../support/wait.ts';

const ID = '000042-0000000001';
const TWENTY = { minor: 2000, currency: 'USD' };
const credited = { outcome: 'credited', amount: TWENTY };

/** A machine whose board needs no time to credit. */
function answersAtOnce(machine: Machine): Machine {
  const creditMeter: Machine['creditMeter'] = {
    ...machine.creditMeter,
    transfer: async ({ amount }) => ({ outcome: 'credited', amount }),
  };
  return new Proxy(machine, {
    get(target, property) {
      if (property === 'creditMeter') return creditMeter;
      const member: unknown = Reflect.get(target, property, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

let core: CoreFixture;
beforeEach(async () => {
  core = await CoreFixture.start({ addedForMs: 1000, declinedForMs: 1000 });
});
afterEach(async () => {
  await core.stop();
});

describe('an order', () => {
  it('reaches the meter, the bridge and the glass, and the code is replaced [confirmed-only] [used-is-gone] [where-the-money-is]', async () => {
    core.startKiosk();
    const before = await core.screen('code');
    core.bridge.order(ID, 2000);
    expect(await core.screen('added')).toEqual({ kind: 'added', amount: TWENTY, requested: TWENTY });
    expect(await core.bridge.result(ID)).toEqual(credited);
    expect(await core.meters()).toMatchObject({ credits: 2000, cashlessIn: 2000 });
    expect((await core.screen('code')).url).not.toBe(before.url);
  });

  it('is answered before anything else follows from it: to draw and to tell is not what the money waits for', async () => {
    const happened: string[] = [];
    const kiosk = core.startKiosk(answersAtOnce, (text) => {
      happened.push((JSON.parse(text) as { type: string }).type);
    });
    await core.screen('code');
    kiosk.onSnapshot(({ screen }) => happened.push(screen.kind));
    happened.length = 0;
    core.bridge.order(ID, 2000);
    await core.screen('added');
    expect(happened[0]).toBe('transfer.result');
    expect(happened).not.toContain('adding');
  });

  it('that comes twice is answered from the journal and credited once [exactly-once]', async () => {
    core.bridge.acknowledge = false;
    core.startKiosk();
    await core.screen('code');
    core.bridge.order(ID, 2000);
    core.bridge.order(ID, 2000);
    await waitFor('both answers', () => core.bridge.of('transfer.result').length >= 2);
    expect(core.bridge.of('transfer.result').map((message) => message.result)).toContainEqual(credited);
    expect(await core.meters()).toMatchObject({ cashlessIn: 2000 });
  });

  it('that comes after its id was asked for is refused [confirmed-only]', async () => {
    core.startKiosk();
    await core.screen('code');
    core.bridge.send({ type: 'transfer.query', transferId: ID });
    const refused = { outcome: 'refused', reason: 'CANCELLED' };
    expect(await core.bridge.result(ID)).toEqual(refused);
    core.bridge.order(ID, 2000);
    await waitFor('both answers', () => core.bridge.of('transfer.result').length >= 2);
    expect(core.bridge.of('transfer.result').at(-1)?.result).toEqual(refused);
    expect(await core.meters()).toMatchObject({ cashlessIn: 0 });
  });

  it('whose answer finds no link is reported when there is one again [durable-first]', async () => {
    core.startKiosk();
    await core.screen('code');
    await core.cabinet.act({ action: 'delayNextCredit', ms: 500 });
    core.bridge.order(ID, 2000);
    await core.screen('adding');
    core.bridge.cut();
    await core.screen('added');
    expect(core.bridge.of('transfer.result')).toEqual([]);
    core.bridge.reachable = true;
    expect(await core.bridge.result(ID)).toEqual(credited);
    expect(await core.meters()).toMatchObject({ cashlessIn: 2000 });
  });

  it('is credited exactly once when the kiosk is killed before the cabinet answers [exactly-once]', async () => {
    const kiosk = await core.spawnKiosk();
    await core.bridge.expect('code.request');
    await core.cabinet.act({ action: 'delayNextCredit', ms: 300 });
    core.bridge.order(ID, 2000);
    await waitFor('the board has begun', async () =>
      (await core.cabinet.state()).transfers.some((transfer) => transfer.transferId === ID),
    );
    await kiosk.kill();
    core.startKiosk();
    expect(await core.bridge.result(ID)).toEqual(credited);
    expect(await core.meters()).toMatchObject({ credits: 2000, cashlessIn: 2000 });
  });

  it('is refused while the door is open, and the player is told [where-the-money-is]', async () => {
    core.startKiosk();
    await core.screen('code');
    await core.cabinet.act({ action: 'door', open: true });
    await core.screen('unavailable', (screen) => screen.reason === 'DOOR_OPEN');
    core.bridge.order(ID, 2000);
    expect(await core.screen('declined')).toMatchObject({ reason: 'MACHINE_NOT_READY', amount: TWENTY });
    expect(await core.bridge.result(ID)).toEqual({ outcome: 'refused', reason: 'NOT_PLAYABLE' });
  });
});

describe('a note', () => {
  it('is counted when stacked, told to the player and reported once it can be [stacked-notes]', async () => {
    core.startKiosk();
    await core.screen('code');
    core.bridge.cut();
    await core.screen('unavailable');
    await waitFor('notes are taken', async () => (await core.cabinet.state()).notesEnabled);
    await core.cabinet.act({ action: 'note.insert', minor: 500 });
    expect(await core.screen('note')).toMatchObject({ outcome: 'accepted', amount: { minor: 500 } });
    core.bridge.reachable = true;
    const report = await core.bridge.expect('note');
    expect(report.note).toMatchObject({ kind: 'STACKED', minor: 500, currency: 'USD' });
    expect(await core.meters()).toMatchObject({ credits: 500, notesIn: 500 });
  });
});
