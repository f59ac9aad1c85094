/** A technician at the machine, in the real Electron: with the network cut, by what can be seen and pressed. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashCode } from '../../main/settings/code-hash.ts';
import { startFloor, type Floor } from '../support/demo/floor.ts';
import type { Kiosk } from '../support/shell/kiosk.ts';
import { openPhone, type Phone } from '../support/sandbox/phone.ts';

const CODE = '271828';
const settings = async () => ({ operator: { codes: [{ name: 'T-17', hash: await hashCode(CODE) }] } });

let floor: Floor;
let phone: Phone;
let kiosk: Kiosk;

beforeEach(async () => {
  floor = await startFloor();
  phone = await openPhone();
  kiosk = await floor.startKiosk(await settings());
});

afterEach(async () => {
  await phone.close();
  await floor.stop();
});

async function turnTheKey(): Promise<void> {
  await floor.act({ action: 'attendantKey', turned: false });
  await floor.act({ action: 'attendantKey', turned: true });
}

async function press(...names: string[]): Promise<void> {
  for (const name of names) await kiosk.glass.getByRole('button', { name, exact: true }).click();
}

async function heading(name: string): Promise<void> {
  await kiosk.glass.getByRole('heading', { name, exact: true }).waitFor();
}

async function cells(): Promise<string[]> {
  return kiosk.glass.locator('.operator tbody td').allInnerTexts();
}

async function directoryOf({ app }: Kiosk): Promise<string> {
  return app.evaluate((electron) => electron.app.getPath('userData'));
}

async function logLines(directory: string): Promise<string[]> {
  return (await readFile(join(directory, 'operator-log.jsonl'), 'utf8')).trim().split('\n');
}

describe('a technician', () => {
  it('sees meters, last transfers and a test code with the link cut, and is written down', async () => {
    const scanned = await kiosk.nextCode();
    await phone.prepare(scanned, '$20.00');
    await phone.approve('$20.00');
    await kiosk.says('$20.00');
    await kiosk.nextCode(scanned);
    floor.link.cut();
    await kiosk.says('Phone payments are paused');

    await turnTheKey();
    await heading('Enter your code');
    await press(...Array.from(CODE), 'Enter');
    await heading('Overview');
    expect(await kiosk.glass.getByText(/^L\d: /).count()).toBeGreaterThan(0);
    expect(await kiosk.code()).toBeNull();

    await press('Meters');
    await heading('Meters');
    const { meters } = await floor.cabinet();
    expect(meters.cashlessIn).toBe(2000);
    expect(await kiosk.glass.locator('dd').allInnerTexts()).toEqual(['$20.00', '$20.00', '$0.00', '$0.00']);

    await press('Transfers');
    await heading('Transfers');
    const [funding] = await floor.ledger();
    expect(await cells()).toEqual(expect.arrayContaining([funding?.transferId, '$20.00', 'credited $20.00']));

    await press('Board');
    await heading('Board');
    await press('Run the self test');
    await kiosk.says('Passed');

    await press('Test code');
    await heading('Test code');
    expect(await kiosk.code()).toMatch(/^Topper display test, machine EGM-0042\./);

    await press('Log');
    await heading('Log');
    expect(await cells()).toEqual(expect.arrayContaining(['Entered the menu', 'T-17', 'Self test']));

    await press('Leave');
    await kiosk.says('Phone payments are paused');
    floor.link.restore();
    expect(await kiosk.nextCode(scanned)).not.toBe(scanned);
  });

  it('is shut out after three wrong codes, by gesture and keyboard too, and all of it is written down', async () => {
    const scanned = await kiosk.nextCode();
    await kiosk.glass.mouse.move(10, 10);
    await kiosk.glass.mouse.down();
    await heading('Enter your code');
    await kiosk.glass.mouse.up();
    expect(await kiosk.code()).toBeNull();
    for (const said of ['Wrong code', 'One attempt left', 'The menu is locked']) {
      await kiosk.glass.keyboard.type('111111');
      await kiosk.glass.keyboard.press('Enter');
      await kiosk.says(new RegExp(`^${said}`));
    }
    await kiosk.glass.keyboard.press('Escape');
    const next = await kiosk.nextCode();
    expect(next).not.toBe(scanned);

    await turnTheKey();
    await heading('The menu is locked');
    await kiosk.glass.keyboard.type(CODE);
    await kiosk.glass.keyboard.press('Enter');
    await heading('The menu is locked');

    const lines = await logLines(await directoryOf(kiosk));
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'asked',
      'wrongCode',
      'wrongCode',
      'wrongCode',
      'locked',
      'turnedAway',
    ]);
    expect(lines.join()).not.toContain('111111');
    expect(lines.join()).not.toContain(CODE);
  });

  it('begins a new journal where the old one is damaged; the old one is kept and the machine serves again', async () => {
    const scanned = await kiosk.nextCode();
    const directory = await directoryOf(kiosk);
    await kiosk.close();
    await writeFile(join(directory, 'journal.sqlite'), 'not a journal any more');
    kiosk = await floor.startKiosk(await settings());
    await kiosk.says('J1');

    await turnTheKey();
    await heading('Enter your code');
    await press(...Array.from(CODE), 'Enter');
    await heading('Overview');
    await press('Journal');
    await heading('Journal');
    await press('Begin a new journal');
    const ended = kiosk.app.waitForEvent('close');
    await press('Begin it in my name');
    await ended;

    kiosk = await floor.startKiosk(await settings());
    expect(await kiosk.nextCode()).not.toBe(scanned);
    const aside = (await readdir(directory)).find((name) => /^journal\.sqlite\.aside-\d+$/.test(name)) ?? '';
    expect(await readFile(join(directory, aside), 'utf8')).toBe('not a journal any more');
    expect((await logLines(directory)).at(-1)).toContain('"event":"journalBegun","operator":"T-17"');
  });
});
