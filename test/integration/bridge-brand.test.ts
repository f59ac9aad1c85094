/** The operators' pages in the name and the colours of a casino. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { SAMPLE_BRAND } from '../support/shell/sample-brand.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

async function pagesOf(
  brand: string,
): Promise<{ login: string; floor: string; style: string; policy: string }> {
  const browser = new FloorBrowser((await site.bridge({ BRIDGE_BRAND: brand })).url);
  const login = await browser.get('/floor/login');
  const style = await (await browser.get('/floor/style.css')).text();
  await browser.signIn();
  return {
    login: await login.text(),
    floor: await (await browser.get('/floor')).text(),
    style,
    policy: login.headers.get('content-security-policy') ?? '',
  };
}

it('carry the name of the casino, before and after the sign-in, and nothing of ours', async () => {
  const { login, floor, style, policy } = await pagesOf(SAMPLE_BRAND);
  for (const page of [login, floor]) {
    expect(page).toContain('· Copper Canyon</title>');
    expect(page).toContain('<header>Copper Canyon</header>');
    expect(page).not.toContain('Topper');
  }
  expect(style).toContain('background: #1d0f2b');
  expect(policy).toContain("style-src 'self';");
});

it('are our own while the brand cannot be used, and the bridge takes money as always', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'topper-brand-'));
  try {
    const right = await readFile(path.join(SAMPLE_BRAND, 'brand.json'), 'utf8');
    await writeFile(path.join(directory, 'brand.json'), right.replace('#fff7ec', '#2d1f3b'));
    const { login, floor, style } = await pagesOf(directory);
    for (const page of [login, floor]) expect(page).toContain('· Topper bridge</title>');
    expect(floor).not.toContain('<header>');
    expect(style).not.toContain('#1d0f2b');
  } finally {
    await rm(directory, { recursive: true });
  }
});
