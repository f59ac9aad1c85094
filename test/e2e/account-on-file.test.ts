/**
 * Pay from an account on file, from the glass to the meter: each code is read off a screenshot of the glass, the phone is a real
 * browser that keeps its cookie from one payment to the next, and the meters are the cabinet's own.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onFileFirst, startFloor, type Floor } from '../support/demo/floor.ts';
import { openPhone, type Phone } from '../support/sandbox/phone.ts';
import type { Kiosk } from '../support/shell/kiosk.ts';

const LONGEST_CODE = 60;
const DAY_MS = 86_400_000;
/** The next code comes after it. */
const ADDED_FOR_MS = 2_000;

let floor: Floor;
let kiosk: Kiosk;
let phone: Phone;
let scanned: string | null = null;

beforeAll(async () => {
  [floor, phone] = await Promise.all([startFloor(onFileFirst), openPhone()]);
  await floor.onFile.setFaults({ stepMs: 100 });
  kiosk = await floor.startKiosk({ glass: { addedForMs: ADDED_FOR_MS } });
});
afterAll(async () => {
  await phone.close();
  await floor.stop();
});

/** Opens on the phone what a screenshot of the glass says, which is another code each time [used-is-gone]. */
async function scan(): Promise<void> {
  scanned = await kiosk.nextCode(scanned);
  expect(scanned).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+\/EGM-0042\/[A-Za-z0-9_-]{20}$/);
  expect(scanned.length).toBeLessThanOrEqual(LONGEST_CODE);
  await phone.page.goto(scanned);
}

const tap = (name: string) => phone.page.getByRole('button', { name, exact: true }).tap();
const reads = (name: string) => phone.page.getByRole('heading', { level: 1, name }).waitFor();
const bank = () => phone.page.frameLocator('iframe[title="Trustly"]');
const atBank = (name: string) => bank().getByRole('button', { name, exact: true }).tap();

/** Meters and books as they are now, in minor units, the oldest payment first. */
async function stands() {
  const { meters } = await floor.cabinet();
  const [ledger, onFile] = [await floor.ledger(), await floor.onFile.transactions()];
  return {
    meters: [meters.cashlessIn, meters.credits],
    ledger: ledger.map(({ status, credited }) => [status, credited?.minor]).toReversed(),
    trustly: onFile
      .filter(({ type, status }) => type === 'Capture' && status === 'Completed')
      .map(({ amount }) => Math.round(Number(amount) * 100))
      .toReversed(),
    scanAndPay: await floor.payments(),
  };
}

/** As they are to be after these payments. */
function after(...paid: number[]) {
  const sum = paid.reduce((total, minor) => total + minor, 0);
  return {
    meters: [sum, sum],
    ledger: paid.map((minor) => ['CREDITED', minor]),
    trustly: paid,
    scanAndPay: [],
  };
}

it('the first time the player chooses the bank, and the credits are on the meter', async () => {
  await scan();
  await reads('Add money');
  await tap('$20');
  await atBank('Demo Bank');
  await atBank('Log in');
  await atBank('Continue');
  await atBank('Use this account');
  await kiosk.says('$20.00');
  await reads('Added to the machine');
  expect(await stands()).toEqual(after(2_000));
});

it('the next time one tap pays', async () => {
  await scan();
  await phone.page.getByRole('radio', { name: /^Demo Bank ••[0-9]{4}$/ }).waitFor();
  await tap('$50');
  await kiosk.says('$50.00');
  await reads('Added to the machine');
  expect(await stands()).toEqual(after(2_000, 5_000));
});

it('when the token has expired the bank is asked again, and the payment that was begun is completed, once', async () => {
  await floor.onFile.forward(91 * DAY_MS);
  await scan();
  await tap('$100');
  await reads('Log in at your bank again');
  expect(await stands()).toEqual(after(2_000, 5_000));
  await tap('Log in at your bank');
  await atBank('Log in');
  await kiosk.says('$100.00');
  await reads('Added to the machine');
  expect(await stands()).toEqual(after(2_000, 5_000, 10_000));
  const captures = (await floor.onFile.transactions()).filter(({ type }) => type === 'Capture');
  expect(captures.map(({ status, providerStatus }) => [status, providerStatus])).toEqual([
    ['Completed', 'AC118'],
    ['Failed', 'SW057'],
    ['Completed', 'AC118'],
    ['Completed', 'AC118'],
  ]);
});
