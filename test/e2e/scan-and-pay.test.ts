/**
 * The product's main job, from the glass to the meter and back, with nothing peeking inside: the code is read off a
 * screenshot, the phone is a real browser, the meters are the cabinet's own.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFloor, type Floor } from '../support/demo/floor.ts';
import { openPhone, type Phone } from '../support/sandbox/phone.ts';
import { waitFor } from '../support/wait.ts';

let floor: Floor;
let phone: Phone;

afterEach(async () => {
  await phone.close();
  await floor.stop();
});

describe('a player with twenty dollars', () => {
  beforeEach(async () => {
    floor = await startFloor();
    phone = await openPhone();
  });

  it('scans, approves, and has the credits on the meter; the code is replaced', async () => {
    const kiosk = await floor.startKiosk();
    const before = await floor.cabinet();
    const scanned = await kiosk.nextCode();

    await phone.prepare(scanned, '$20.00');
    await phone.approve('$20.00');

    await kiosk.says('$20.00');
    await phone.page.getByText(/\$20\.00 is on the machine/).waitFor();
    const after = await floor.cabinet();
    expect(after.meters.cashlessIn - before.meters.cashlessIn).toBe(2000);
    expect(after.meters.credits - before.meters.credits).toBe(2000);

    const [funding, ...otherFundings] = await floor.ledger();
    expect(otherFundings).toEqual([]);
    expect(funding).toMatchObject({ status: 'CREDITED', credited: { minor: 2000, currency: 'USD' } });
    const payment = await waitFor('the capture', async () => {
      const [first] = await floor.payments();
      return first?.state === 'CAPTURED' && first;
    });
    expect(payment).toMatchObject({
      fundingId: funding?.fundingId,
      amount: { minor: 2000, currency: 'USD' },
    });

    expect(await kiosk.nextCode(scanned)).not.toBe(scanned);
  });

  it('is told that a cut link failed the payment; the glass shows no code and recovers by itself', async () => {
    const kiosk = await floor.startKiosk();
    const before = await floor.cabinet();
    const scanned = await kiosk.nextCode();
    await phone.prepare(scanned, '$20.00');

    const noticed = kiosk.logs('link.down');
    const gone = kiosk.codeGone();
    floor.link.cut();
    expect((await gone) - (await noticed)).toBeLessThan(1000);
    expect(await kiosk.code()).toBeNull();
    await kiosk.says('Phone payments are paused');

    await phone.approve('$20.00');
    await phone.page.getByText(/machine cannot be reached/i).waitFor();
    expect(await floor.cabinet()).toMatchObject({ meters: before.meters });
    expect((await floor.payments()).map((payment) => payment.state)).toEqual(['VOIDED']);

    floor.link.restore();
    expect(await kiosk.nextCode(scanned)).not.toBe(scanned);
  });

  it('is credited exactly once when the kiosk is killed between the order and the cabinet’s answer', async () => {
    const kiosk = await floor.startKiosk();
    const before = await floor.cabinet();
    await floor.act({ action: 'delayNextCredit', ms: 3000 });
    await phone.prepare(await kiosk.nextCode(), '$20.00');
    await phone.approve('$20.00');
    await waitFor('the board to begin', async () => {
      const { transfers } = await floor.cabinet();
      return transfers[0]?.outcome === 'pending';
    });

    await kiosk.kill();
    await floor.startKiosk();

    await phone.page.getByText(/\$20\.00 is on the machine/).waitFor({ timeout: 60_000 });
    const after = await floor.cabinet();
    expect(after.meters.cashlessIn - before.meters.cashlessIn).toBe(2000);
    expect(await floor.ledger()).toMatchObject([{ status: 'CREDITED', credited: { minor: 2000 } }]);
    expect(await floor.payments()).toMatchObject([{ state: 'CAPTURED', amount: { minor: 2000 } }]);
  });
});

describe('a player at the daily limit', () => {
  beforeEach(async () => {
    floor = await startFloor(() => ({ BRIDGE_DAILY_LIMIT: '10.00' }));
    phone = await openPhone();
  });

  it('is told so by the phone and by the glass, and no meter moves', async () => {
    const kiosk = await floor.startKiosk();
    const before = await floor.cabinet();

    await phone.prepare(await kiosk.nextCode(), '$20.00');
    await phone.approve('$20.00');

    await kiosk.says(/limit/i);
    await phone.page.getByText(/limit/i).first().waitFor();
    expect(await floor.cabinet()).toMatchObject({ meters: before.meters });
    expect(await floor.ledger()).toMatchObject([
      { status: 'DECLINED', code: 'LIMIT_REACHED', credited: null },
    ]);
    expect((await floor.payments()).map((payment) => payment.state)).toEqual(['VOIDED']);
  });
});
