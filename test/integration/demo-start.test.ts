/** `npm start` as a sales engineer's machine runs it, but without a browser: up, seen from the desk, and gone again. */
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import path from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CodeReader } from '../../demo/desk/code-reader.ts';
import { Demo, DEMO_START_MS, hasCode } from '../support/demo/demo.ts';
import { SAMPLE_BRAND } from '../support/shell/sample-brand.ts';
import { openPhone } from '../support/sandbox/phone.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await Demo.create();
  await demo.start();
}, DEMO_START_MS);

afterAll(async () => {
  await demo.remove();
});

test('every program runs, the code is read from the picture of the glass, and the books agree', async () => {
  const { glass, programs } = await demo.seen(hasCode);
  expect(glass.code?.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/cashlesscasino-client\?token=/);
  expect(Object.values(programs)).toEqual(Array.from({ length: 4 }, () => ({ state: 'running' })));
  const { reconciliation } = await demo.seen(({ reconciliation }) => reconciliation.verdict === 'agree');
  expect(reconciliation).toMatchObject({ cabinet: { minor: 0, currency: 'USD' } });
});

test('secrets are readable by their owner alone', async () => {
  for (const file of ['secrets.json', 'EGM-0042.secret', 'kiosk/settings.json']) {
    expect((await stat(path.join(demo.state, file))).mode & 0o077, file).toBe(0);
  }
});

test('a foreign page can neither act nor watch', async () => {
  expect(await demo.ask({ to: 'link', condition: 'cut' }, 'https://evil.example')).toBe(403);
  await expect(once(demo.watch('https://evil.example'), 'open')).rejects.toThrow(/403/);
  expect((await demo.seen(hasCode)).link).toBe('up');
});

test('the link switch cuts real connections: the code goes, and comes back by itself [live-codes-only]', async () => {
  expect(await demo.ask({ to: 'link', condition: 'cut' })).toBe(204);
  const cut = await demo.seen(({ glass }) => glass.live && glass.code === null);
  expect(cut.link).toBe('cut');
  expect(await demo.ask({ to: 'link', condition: 'up' })).toBe(204);
  expect((await demo.seen(hasCode)).link).toBe('up');
});

test('a note and a killed kiosk: the meter rises, and the kiosk comes back with a code', async () => {
  expect(await demo.ask({ to: 'cabinet', action: { action: 'note.insert', minor: 2000 } })).toBe(204);
  const noted = await demo.seen(({ cabinet }) => cabinet?.meters.notesIn === 2000);
  expect(noted.cabinet?.meters.credits).toBe(2000);

  const dark = demo.seen(({ programs, glass }) => programs.kiosk.state === 'restarting' && !glass.live);
  expect(await demo.ask({ to: 'kiosk', action: 'kill' })).toBe(204);
  expect((await dark).glass.code).toBeNull();
  expect((await demo.seen(hasCode)).programs.kiosk.state).toBe('running');
});

test('Ctrl-C leaves no process behind', async () => {
  expect((await demo.processes()).length).toBeGreaterThan(6);
  expect(await demo.end('SIGINT')).toEqual([0, null]);
  expect(await demo.processes()).toEqual([]);
});

describe('started again for a real phone (--lan), in the brand of a casino (--brand)', () => {
  beforeAll(async () => {
    await demo.start('--lan', '--brand', SAMPLE_BRAND);
  }, DEMO_START_MS);

  test('glass and bridge are in the brand, of which the demo keeps a copy of its own', async () => {
    await demo.seen(hasCode);
    const copy = path.join(demo.state, 'brand');
    const settings = await readFile(path.join(demo.state, 'kiosk/settings.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({ brand: copy });
    expect((await stat(path.join(copy, 'logo.svg'))).mode & 0o077).toBe(0);
    for (const log of ['kiosk', 'bridge']) {
      expect(await readFile(path.join(demo.state, `logs/${log}.log`), 'utf8')).not.toContain('brand.refused');
    }
  });

  test('it has kept what stood in the meters', async () => {
    const { cabinet } = await demo.seen((snapshot) => snapshot.cabinet !== null);
    expect(cabinet?.meters.notesIn).toBe(2000);
  });

  test('a phone on the network takes the certificate once, scans the glass and pays', async () => {
    const { glass, phones } = await demo.seen(hasCode);
    const code = glass.code?.text ?? '';
    expect(new URL(code).origin).toBe(phones?.url);
    expect(code).toMatch(/^https:\/\/(?!127\.)/);
    const phone = await openPhone();
    const trust = await readOwnPhoneCode(phone.page);
    expect(trust).toBe(`${phones?.url}/cashlesscasino-client/ready`);
    await passWarning(phone.page, trust, phone.page.getByRole('heading', { name: 'This phone is ready' }));

    await phone.prepare(code, '$20.00');
    await phone.approve('$20.00');
    await phone.page.getByRole('heading', { name: '$20.00 is on the machine' }).waitFor();
    await phone.close();
    const { reconciliation } = await demo.seen(
      ({ payments, reconciliation: { verdict } }) => payments?.length === 1 && verdict === 'agree',
    );
    expect(reconciliation).toMatchObject({ cabinet: { minor: 2000 } });
  });

  test("the same phone opens the bridge's own page by the same address, and pays from an account on file", async () => {
    expect(await demo.ask({ to: 'bridge', rail: 'trustly-on-file' })).toBe(204);
    const { glass, phones } = await demo.seen(
      ({ glass }) => glass.code?.text.includes('/EGM-0042/') === true,
    );
    const code = glass.code?.text ?? '';
    expect(new URL(code).origin).toBe(phones?.url);
    expect(code.length).toBeLessThanOrEqual(60);
    const phone = await openPhone();
    await passWarning(phone.page, code, phone.page.getByRole('heading', { name: 'Add money' }));
    await phone.page.getByRole('button', { name: '$20', exact: true }).tap();
    const bank = phone.page.frameLocator('iframe[title="Trustly"]');
    for (const button of ['Demo Bank', 'Log in', 'Continue', 'Use this account'])
      await bank.getByRole('button', { name: button, exact: true }).tap();
    await phone.page.getByRole('heading', { name: 'Added to the machine' }).waitFor();
    await phone.close();
    const { reconciliation } = await demo.seen(
      ({ onFile, reconciliation: { verdict } }) => (onFile?.length ?? 0) > 0 && verdict === 'agree',
    );
    expect(reconciliation).toMatchObject({ cabinet: { minor: 4000 }, trustly: { minor: 4000 } });
  });

  test('nothing but the pages of the phone is on the network', async () => {
    const { phones } = await demo.seen(() => true);
    const { hostname } = new URL(phones?.url ?? '');
    for (const path of ['/control/faults', '/auth-service/api/oauth2/qrcode/token', '/']) {
      expect(await statusOverTls(`${phones?.url}${path}`), path).toBe(404);
    }
    for (const local of [demo.desk, phones?.here ?? '']) {
      const elsewhere = fetch(`http://${hostname}:${new URL(local).port}/`);
      await expect(elsewhere, local).rejects.toThrow('fetch failed');
    }
  });

  test('a demo that is killed leaves no process behind', async () => {
    await demo.end('SIGKILL');
    await expect.poll(async () => demo.processes()).toEqual([]);
  });
});

/** Once for a phone: the only thing wrong with the certificate is that no authority it knows has signed it. */
async function passWarning(page: Page, url: string, beyond: Locator): Promise<void> {
  await expect(page.goto(url)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
  await page.waitForURL('chrome-error://**');
  // What "Advanced, Proceed" does, which no phone offers for a site that has ever sent this header.
  const proceed = await page.context().newCDPSession(page);
  await proceed.send('Security.setIgnoreCertificateErrors', { ignore: true });
  const answer = await page.goto(url);
  expect(answer?.headers()).not.toHaveProperty('strict-transport-security');
  await beyond.waitFor();
}

/** What the camera reads from the code that the desk shows under "Your own phone". */
async function readOwnPhoneCode(page: Page): Promise<string> {
  const phoneSize = page.viewportSize() ?? { width: 390, height: 844 };
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(demo.desk);
  await page.getByRole('button', { name: 'Your own phone' }).click();
  const picture = await page.getByRole('img', { name: /^A code that opens/ }).screenshot();
  await page.setViewportSize(phoneSize);
  return (await (await CodeReader.load()).read(picture))?.text ?? 'no code';
}

/** Whoever signed the certificate. */
async function statusOverTls(url: string): Promise<number | undefined> {
  const call = request(url, { rejectUnauthorized: false, agent: false });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
