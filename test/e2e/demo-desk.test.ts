/** The sales engineer at the demo desk, in a real browser: what docs/demo.md tells to do, by what can be seen. */
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Demo, DEMO_START_MS } from '../support/demo.ts';

let demo: Demo;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  demo = await Demo.create();
  await demo.start();
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(demo.desk);
}, DEMO_START_MS);

afterAll(async () => {
  await browser.close();
  await demo.remove();
});

async function meter(name: string): Promise<string | null> {
  return page.locator(`[data-meter="${name}"]`).textContent();
}

test('scan the glass, pay $20.00: the phone, the meters and all three books say so', async () => {
  await page.getByRole('button', { name: 'Scan the glass' }).click();
  const phone = page.frameLocator('iframe');
  await phone.getByRole('button', { name: 'Continue' }).click();
  await phone.getByRole('button', { name: 'Demo Bank' }).click();
  await phone.getByRole('button', { name: 'Log in' }).click();
  await phone.getByRole('button', { name: 'Continue' }).click();
  await phone.getByRole('button', { name: 'Approve $20.00' }).click();
  await phone.getByRole('heading', { name: '$20.00 is on the machine' }).waitFor();

  await page.locator('.verdict[data-verdict="agree"]', { hasText: '$20.00' }).waitFor();
  expect(await page.locator('.books tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/\$20\.00\s+credited\s+credited\s+captured/),
  ]);
  expect([await meter('credits'), await meter('cashlessIn'), await meter('notesIn')]).toEqual([
    '$20.00',
    '$20.00',
    '$0.00',
  ]);
});

test('an open door is seen on the machine, on the glass and by the phone, until it is closed', async () => {
  await page.getByRole('button', { name: 'Put the phone away' }).click();
  await page.getByRole('button', { name: 'Scan the glass' }).waitFor(); // the next code (G5)
  await page.getByRole('switch', { name: 'Door' }).click();
  await page.locator('.condition', { hasText: 'door open' }).waitFor();
  await page.getByRole('button', { name: 'No code on the glass to scan' }).waitFor();

  await page.getByRole('switch', { name: 'Door' }).click();
  await page.locator('.condition', { hasText: 'playable' }).waitFor();
  await page.getByRole('button', { name: 'Scan the glass' }).waitFor();
  expect(await page.locator('.notice').count()).toBe(0);
});

test.each([
  [1280, 720],
  [1440, 900],
  [1920, 1080],
])('the desk fits a screen of %d x %d without scrolling', async (width, height) => {
  await page.setViewportSize({ width, height });
  const needed = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [scrollWidth, scrollHeight];
  });
  expect(needed).toEqual([width, height]);
});

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([]);
});
