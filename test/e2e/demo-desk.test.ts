/** The sales engineer at the demo desk, in a real browser: what docs/demo.md tells to do, by what can be seen. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Demo, DEMO_START_MS } from '../support/demo/demo.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

let demo: Demo;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  demo = await Demo.create();
  await demo.start();
  browser = await launchPhoneBrowser();
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
    expect.stringMatching(/\$20\.00\s+credited\s+credited\s+captured\s+[0-9]+\.[0-9] s/),
  ]);
  expect([await meter('credits'), await meter('cashlessIn'), await meter('notesIn')]).toEqual([
    '$20.00',
    '$20.00',
    '$0.00',
  ]);
});

test('an open door is seen on the machine, on the glass and by the phone, until it is closed', async () => {
  await page.getByRole('button', { name: 'Put the phone away' }).click();
  await page.getByRole('button', { name: 'Scan the glass' }).waitFor(); // the next code [used-is-gone]
  await page.getByRole('switch', { name: 'Door' }).click();
  await page.locator('.condition', { hasText: 'door open' }).waitFor();
  await page.getByRole('button', { name: 'No code on the glass to scan' }).waitFor();

  await page.getByRole('switch', { name: 'Door' }).click();
  await page.locator('.condition', { hasText: 'playable' }).waitFor();
  await page.getByRole('button', { name: 'Scan the glass' }).waitFor();
  expect(await page.locator('.notice').count()).toBe(0);
});

test('the page that the phone has open outlives a reload of the desk', async () => {
  await page.getByRole('button', { name: 'Scan the glass' }).click();
  const phone = page.frameLocator('iframe');
  await phone.getByRole('button', { name: 'Continue' }).click();
  await phone.getByRole('button', { name: 'Harbor Credit Union' }).click();
  await phone.getByRole('heading', { name: 'Log in to Harbor Credit Union' }).waitFor();
  await page.reload();
  await phone.getByRole('heading', { name: 'Log in to Harbor Credit Union' }).waitFor();
  expect(await page.getByRole('button', { name: 'Put the phone away' }).isVisible()).toBe(true);
});

test('the stories are on the desk, each with what to press', async () => {
  await page.getByRole('combobox', { name: 'Story' }).selectOption('4. The network fails');
  expect(await page.locator('.stories li b').allInnerTexts()).toContain('Cut');
  await page.getByRole('button', { name: 'The next story' }).click();
  expect(await page.locator('.stories li b').allInnerTexts()).toContain('Power failure');
});

test('without --lan the desk says how a real phone comes in', async () => {
  await page.getByRole('button', { name: 'Your own phone' }).click();
  await page.getByRole('dialog').getByText('npm start -- --lan').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  expect(await page.getByRole('dialog').isVisible()).toBe(false);
});

test('after a payment from an account on file the next one is one tap away, and the bank may take one back', async () => {
  await page.getByRole('button', { name: 'Account on file' }).click();
  await page.locator('.decoded code', { hasText: '/EGM-0042/' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Scan the next code' }).click();
  const phone = page.frameLocator('.phone iframe');
  await phone.getByRole('button', { name: '$50', exact: true }).click();
  const bank = phone.frameLocator('iframe[title="Trustly"]');
  for (const button of ['Demo Bank', 'Log in', 'Continue', 'Use this account'])
    await bank.getByRole('button', { name: button, exact: true }).click();
  await phone.getByRole('heading', { name: 'Added to the machine' }).waitFor();
  await page.locator('.verdict[data-verdict="agree"]', { hasText: '$70.00' }).waitFor();
  expect(await page.locator('.books tbody tr').first().innerText()).toMatch(
    /\$50\.00\s+credited\s+credited\s+captured/,
  );

  await page.getByRole('button', { name: 'Three days later: reversed' }).click();
  await page.locator('.verdict[data-verdict="agree"]', { hasText: '$50.00 receivable' }).waitFor();
  expect(await page.locator('.books tbody tr').first().innerText()).toMatch(
    /\$50\.00\s+credited\s+credited\s+receivable\s+reversed/,
  );
  expect(await meter('credits')).toBe('$70.00');

  await page.getByRole('button', { name: 'Pay again with one tap' }).click();
  await phone.getByRole('radio', { name: /^Demo Bank/ }).waitFor();
});

/** What cannot be used as it stands: out of sight, covered, too small to hit, too small to read. */
async function unusable(): Promise<string[]> {
  return page.evaluate(() => {
    const { innerWidth, innerHeight } = window;
    const controls = [...document.querySelectorAll('button, select')].filter((one) => one.checkVisibility());
    const wrong = controls.filter((one) => {
      const { left, top, right, bottom, width, height } = one.getBoundingClientRect();
      const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      const ends = [left + 6, right - 6].map((x) => document.elementFromPoint(x, (top + bottom) / 2));
      const covered = ends.some((hit) => hit === null || !one.contains(hit));
      return !inside || covered || width < 24 || height < 24;
    });
    const texts = [...document.querySelectorAll('button, p, span, b, td, th, dt, dd, li')].filter(
      (one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 11,
    );
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [
      ...(scrollWidth > innerWidth || scrollHeight > innerHeight ? ['the page scrolls'] : []),
      ...wrong.map((one) => `out of reach, covered or too small: ${one.textContent}`),
      ...texts.map((one) => `too small to read: ${one.textContent}`),
    ];
  });
}

test.each([
  ['a laptop', 1280, 720],
  ['a laptop', 1440, 900],
  ['a screen', 1920, 1080],
  ['a laptop of 1280 x 720 at 150 %', 853, 480],
  ['a tablet, standing', 768, 1024],
  ['a tablet, lying', 1024, 768],
])('the desk fits %s: %d x %d, and everything can be read and pressed', async (_, width, height) => {
  await page.setViewportSize({ width, height });
  for (const tab of ['The books', 'Make trouble', 'Machine: playable']) {
    const front = page.getByRole('button', { name: tab, exact: true });
    if (await front.isVisible()) await front.click();
    expect(await unusable(), tab).toEqual([]);
  }
});

test('Reset the demo puts meters, payments, limits and faults back to the start', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: '20 s' }).click();
  await page.locator('[aria-pressed="true"]', { hasText: '20 s' }).waitFor();
  await page.getByRole('button', { name: 'Reset the demo' }).click();
  await page.getByRole('button', { name: 'Press again to reset' }).click();
  await page.getByRole('button', { name: 'Resetting' }).waitFor();
  // The phone was put away, and a code is there: four programs have started anew.
  await page.getByRole('button', { name: 'Scan the glass' }).waitFor({ timeout: DEMO_START_MS });
  await page.locator('.verdict[data-verdict="agree"]', { hasText: '$0.00' }).waitFor();
  expect(await meter('credits')).toBe('$0.00');
  expect(await page.locator('.books tbody tr').count()).toBe(0);
  await page.locator('[aria-pressed="true"]', { hasText: '1 min' }).waitFor();
});

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([]);
});
