/** Every page of the microsite as a phone must have it: accessible, within the screen, and with nothing from elsewhere. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchPhoneBrowser, TWENTY_DOLLARS, walkToReview } from '../support/sandbox/microsite-visit.ts';
import { startSandboxFixture, TPAS_CLIENT, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';
import {
  startScriptedBridge,
  type ScriptedAnswer,
  type ScriptedBridge,
} from '../support/sandbox/scripted-bridge.ts';

let browser: Browser;
let bridge: ScriptedBridge;
let sandbox: SandboxFixture;
let context: BrowserContext;
let page: Page;
/** Requests to anybody but the sandbox, and what the browser refused or complained of. */
let complaints: string[];

beforeAll(async () => {
  browser = await launchPhoneBrowser();
  bridge = await startScriptedBridge(TPAS_CLIENT);
  sandbox = await startSandboxFixture(bridge.url);
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
  await bridge.close();
});
beforeEach(() => openPhone('en-US'));

async function openPhone(locale: string): Promise<void> {
  context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale,
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(sandbox.url()) && !url.startsWith('data:')) complaints.push(`request to ${url}`);
  });
  page.on('console', (message) => {
    // Chromium reports every 4xx document; those pages are meant to be one.
    if (message.type() === 'error' && !message.text().includes('status of 4'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
}
afterEach(() => context.close());

/** What is wrong with the page as it stands: nothing, one hopes. */
async function unfit(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const inaccessible = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  const tooWide = width > 360 ? [`scrolls sideways, ${width} px wide`] : [];
  const tooSmall = await page
    .locator('button:visible, input:visible, summary:visible, a:visible')
    .evaluateAll((controls) =>
      controls
        .map((control) => control.closest('label') ?? control)
        .filter((target) => target.getBoundingClientRect().height < 44)
        .map((target) => `too small to touch: ${target.outerHTML}`),
    );
  return [...inaccessible, ...tooWide, ...tooSmall, ...complaints];
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).tap();
const see = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

test('the pages of a visit, with a machine and a game of long names', async () => {
  const { url } = (await (
    await sandbox.askForCode({
      asset: 'EGM-Floor1-Bank-17-Position-042-Left',
      merchantId: '123456789',
      gameName: 'Wild Buffalo Thunder Megaways Progressive Jackpot Deluxe',
    })
  ).json()) as { url: string };
  await page.goto(url);
  expect(await unfit()).toEqual([]);
  await page.getByRole('radio', { name: 'Other amount' }).check();
  await page.getByRole('textbox', { name: 'Amount in dollars' }).fill('0');
  expect(await unfit()).toEqual([]);
  await press('Continue');
  await page.getByRole('alert').waitFor();
  expect(await unfit()).toEqual([]);
  await page.getByRole('radio', { name: '$20.00' }).check();
  await press('Continue');
  await see('Choose your bank');
  expect(await unfit()).toEqual([]);
  await press('Harbor Credit Union');
  await page.getByRole('textbox', { name: 'Pass phrase' }).fill('AccountLocked');
  await press('Log in');
  await page.getByRole('alert').waitFor();
  await page.getByText('What to enter here').tap();
  expect(await unfit()).toEqual([]);
  await page.getByRole('textbox', { name: 'Pass phrase' }).fill('TestPrompts');
  await press('Log in');
  await see('Everything a bank may ask');
  expect(await unfit()).toEqual([]);
  await press('Back');
  await page.getByRole('textbox', { name: 'Pass phrase' }).fill('demo');
  await press('Log in');
  await see('Pay from which account?');
  expect(await unfit()).toEqual([]);
  await press('Continue');
  await see('Review and approve');
  expect(await unfit()).toEqual([]);
});

test('the pages of a visit in Spanish, which needs more room', async () => {
  await context.close();
  await openPhone('es-US');
  bridge.script({ declined: 'LIMIT_REACHED', remaining: '5.00' });
  await page.goto(await sandbox.newCode('EGM-0042'));
  await page.getByRole('radio', { name: 'Otro monto' }).check();
  expect(await unfit()).toEqual([]);
  await page.getByRole('radio', { name: '$20.00' }).check();
  await press('Continuar');
  await press('First Prairie Bank');
  await see('Entra en First Prairie Bank');
  await page.getByText('Qué escribir aquí').tap();
  expect(await unfit()).toEqual([]);
  await press('Entrar');
  await see('¿Con qué cuenta pagas?');
  await press('Continuar');
  await see('Revisa y aprueba');
  expect(await unfit()).toEqual([]);
  await press('Aprobar $20.00');
  await see('Rechazado: límite alcanzado');
  expect(await unfit()).toEqual([]);
});

test.each<[string, ScriptedAnswer]>([
  ['$20.00 is on the machine', 'credited'],
  ['$15.00 is on the machine', { credited: '15.00' }],
  ['Declined: limit reached', { declined: 'LIMIT_REACHED', remaining: '5.00' }],
  ['The machine cannot be reached', { declined: 'ASSET_OFFLINE' }],
  ['Not confirmed yet', 'unconfirmed'],
  ['Adding $20.00 to the machine…', { status: 500 }],
])('the result "%s"', async (title, answer) => {
  bridge.script(answer);
  await page.goto(await sandbox.newCode('EGM-0042'));
  await walkToReview(page, TWENTY_DOLLARS);
  await press('Approve $20.00');
  await see(title);
  expect(await unfit()).toEqual([]);
});

test('the page of what is no code', async () => {
  await page.goto(`${sandbox.url()}/cashlesscasino-client?token=AAAA`);
  await see('This is not a code of ours');
  expect(await unfit()).toEqual([]);
});

describe('framed', () => {
  let frames: Server[];
  /** Two pages with the microsite in a frame: one on this machine's usual name, one that is not allowed to. */
  let deskUrl: string;
  let strangerUrl: string;

  beforeAll(async () => {
    frames = ['127.0.0.1', '::1'].map((host) =>
      createServer((request, response) => {
        const framed = new URL(request.url ?? '/', 'http://desk').searchParams.get('framed') ?? '';
        response.setHeader('content-type', 'text/html');
        response.end(`<!doctype html><title>desk</title><iframe title="phone" src="${framed}"></iframe>`);
      }).listen(0, host),
    );
    await Promise.all(frames.map((server) => once(server, 'listening')));
    const [desk = 0, stranger = 0] = frames.map((server) => (server.address() as AddressInfo).port);
    deskUrl = `http://127.0.0.1:${desk}`;
    strangerUrl = `http://[::1]:${stranger}`;
  });
  afterAll(() => {
    for (const server of frames) server.close();
  });

  test('by the demo desk the microsite opens and goes on to the next page', async () => {
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(`${deskUrl}/?framed=${encodeURIComponent(code)}`);
    const phone = page.frameLocator('iframe');
    await phone.getByRole('button', { name: 'Continue' }).click();
    await phone.getByRole('heading', { name: 'Choose your bank' }).waitFor();
    expect(await phone.getByRole('button', { name: 'Demo Bank' }).isVisible()).toBe(true);
  });

  test('by anybody else it does not open', async () => {
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(`${strangerUrl}/?framed=${encodeURIComponent(code)}`);
    await expect.poll(() => complaints).toContainEqual(expect.stringContaining('frame-ancestors'));
    expect(await page.frameLocator('iframe').getByRole('button').count()).toBe(0);
  });
});
