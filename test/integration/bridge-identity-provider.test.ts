/** Operators who sign in through an identity provider: a real one, over real HTTP, on another site than the bridge. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../demo/free-ports.ts';
import { BridgeSite, OPERATOR, operator } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { PROVIDER_CLIENT, TestIdentityProvider } from '../support/bridge/identity-provider.ts';
import { WebBrowser, type Page } from '../support/bridge/web-browser.ts';

const CALLBACK = '/floor/oidc/callback';

let site: BridgeSite;
let provider: TestIdentityProvider;
let providerPort = 0;
let bridgePort = 0;
beforeAll(async () => {
  [providerPort = 0, bridgePort = 0] = await freePorts(2);
  [site, provider] = await Promise.all([BridgeSite.open(), startProvider(providerPort, false)]);
});
afterEach(() => site.clear());
afterAll(() => Promise.all([site.close(), provider.stop()]));

const startProvider = async (port: number, claimsInIdToken: boolean) =>
  TestIdentityProvider.start({
    port,
    redirectUrls: [`http://127.0.0.1:${bridgePort}${CALLBACK}`],
    claimsInIdToken,
  });

async function bridge(changes: Record<string, string> = {}): Promise<string> {
  const address = `127.0.0.1:${bridgePort}`;
  const { url } = await site.bridge({
    BRIDGE_LISTEN: address,
    BRIDGE_OIDC_ISSUER: TestIdentityProvider.issuer(providerPort),
    BRIDGE_OIDC_CLIENT_ID: PROVIDER_CLIENT.id,
    BRIDGE_OIDC_CLIENT_SECRET: PROVIDER_CLIENT.secret,
    BRIDGE_OIDC_REDIRECT_URL: `http://${address}${CALLBACK}`,
    ...changes,
  });
  return url;
}

/** Goes from the sign-in of the bridge to the provider and back; with `upTo` it does not go back. */
async function throughProvider(browser: WebBrowser, url: string, name: string, upTo?: string): Promise<Page> {
  await browser.open(`${url}/floor/login`);
  await browser.open('/floor/oidc');
  return atProvider(browser, name, upTo);
}

async function atProvider(browser: WebBrowser, name: string, upTo?: string): Promise<Page> {
  const asked = await browser.submit({ login: name, password: 'any' });
  expect(asked.text).toContain('Authorize');
  return browser.submit({}, upTo === undefined ? {} : { upTo });
}

/** The address at the provider to which the bridge sends this browser. */
async function begun(browser: WebBrowser, url: string): Promise<URL> {
  await browser.open(`${url}/floor/login`);
  return (await browser.open('/floor/oidc', { upTo: '/auth' })).url;
}

async function isSignedIn(browser: WebBrowser, url: string): Promise<boolean> {
  browser.leave();
  return (await browser.open(`${url}/floor`)).url.pathname === '/floor';
}

async function refusedLogins(url: string): Promise<number> {
  const metrics = await (await operator(url, 'GET', '/metrics')).text();
  return Number(/^topper_logins_refused_total\{door="openid"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

describe('an operator who signs in through the identity provider', () => {
  it('is at the floor page at once, with the role that the bridge knows, and acts under the name of the account', async () => {
    const url = await bridge();
    await site.operator('e.east', 'administer');
    const browser = new WebBrowser();
    const page = await throughProvider(browser, url, 'E.East');
    expect([page.status, page.url.href]).toEqual([200, `${url}/floor`]);
    expect(page.text).toContain('e.east (administer)');
    const form_token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const enrolled = await browser.open('/floor/enrol', {
      form: { asset: 'EGM-OIDC', gameName: '', form_token },
    });
    expect(enrolled.status).toBe(200);
    const trail = await site.sql(
      `SELECT event, detail->>'actor' AS actor, detail->>'issuer' AS issuer, detail->>'subject' AS subject
       FROM audit WHERE subject IN ('EGM-OIDC', 'e.east') AND event <> 'operator.added' ORDER BY at`,
    );
    expect(trail).toMatchObject([
      { event: 'operator.signed-in', issuer: `localhost:${providerPort}`, subject: 'E.East' },
      { event: expect.stringMatching(/^machine\./) as string, actor: 'e.east' },
    ]);
  });

  it('without an account, or with a disabled one, is told so and is a refused login', async () => {
    const url = await bridge();
    await site.operator('f.fell', 'look');
    await site.sql(`UPDATE operators SET enabled = false WHERE name = 'f.fell'`);
    for (const name of ['nobody.here', 'f.fell']) {
      const browser = new WebBrowser();
      const page = await throughProvider(browser, url, name);
      expect([page.status, page.text]).toEqual([403, expect.stringContaining(`knows you as ${name}, but`)]);
      expect(await isSignedIn(browser, url)).toBe(false);
    }
    expect(await refusedLogins(url)).toBe(2);
  });

  it('has a session that ends when the account is disabled', async () => {
    const url = await bridge();
    await site.operator('g.gale', 'look');
    const browser = new WebBrowser();
    await throughProvider(browser, url, 'g.gale');
    expect(await isSignedIn(browser, url)).toBe(true);
    await site.sql(`UPDATE operators SET enabled = false WHERE name = 'g.gale'`);
    expect(await isSignedIn(browser, url)).toBe(false);
  });

  it('is known by the address of the e-mail only when the provider has verified it', async () => {
    const url = await bridge({ BRIDGE_OIDC_CLAIM: 'email' });
    await site.operator('h.hill@casino.example', 'look');
    const [liar, browser] = [new WebBrowser(), new WebBrowser()];
    const refused = await throughProvider(liar, url, 'unverified-h.hill@casino.example');
    expect([refused.status, await isSignedIn(liar, url)]).toEqual([403, false]);
    await throughProvider(browser, url, 'h.hill@casino.example');
    expect(await isSignedIn(browser, url)).toBe(true);
  });

  it('may say no there, and is told that nothing came of it', async () => {
    const url = await bridge();
    const browser = new WebBrowser();
    await browser.open(`${url}/floor/login`);
    const { url: login } = await browser.open('/floor/oidc');
    const page = await browser.open(`${login.href}/abort`);
    expect([page.url.searchParams.get('error'), page.status]).toEqual(['access_denied', 403]);
    expect(page.text).toContain('did not sign you in');
  });
});

describe('an answer of the identity provider', () => {
  it('that is wrong is refused any number of times, and the next right one is let in', async () => {
    const url = await bridge();
    await site.operator('k.kay', 'look');
    const before = await refusedLogins(url);
    const statuses = new Set<number>();
    for (let n = 0; n < 40; n++)
      statuses.add((await fetch(`${url}${CALLBACK}?code=guess&state=${n}`)).status);
    expect([[...statuses], (await refusedLogins(url)) - before]).toEqual([[403], 40]);
    const browser = new WebBrowser();
    await throughProvider(browser, url, 'k.kay');
    expect(await isSignedIn(browser, url)).toBe(true);
  });

  it('with a state that this browser was not given signs nobody in, and its own sign-in can go on', async () => {
    const url = await bridge();
    await site.operator('i.iver', 'look');
    const browser = new WebBrowser();
    const { url: back } = await throughProvider(browser, url, 'i.iver', CALLBACK);
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await browser.open(forged)).status).toBe(403);
    forged.searchParams.delete('state');
    expect((await browser.open(forged)).status).toBe(403);
    expect(await isSignedIn(browser, url)).toBe(false);
    await browser.open(back);
    expect(await isSignedIn(browser, url)).toBe(true);
  });

  it('signs nobody in in another browser, so that nobody can be signed in as somebody else', async () => {
    const url = await bridge();
    await site.operator('k.kent', 'look');
    const { url: back } = await throughProvider(new WebBrowser(), url, 'k.kent', CALLBACK);
    const victim = new WebBrowser();
    await begun(victim, url);
    expect((await victim.open(back)).status).toBe(403);
    expect(await isSignedIn(victim, url)).toBe(false);
    expect(await refusedLogins(url)).toBe(1);
  });

  it('is good once: not again in the same browser, nor with a copy of its cookie', async () => {
    const url = await bridge();
    await site.operator('l.lane', 'look');
    const browser = new WebBrowser();
    const { url: back } = await throughProvider(browser, url, 'l.lane', CALLBACK);
    const thief = new WebBrowser();
    for (const [name, cookie] of browser.cookiesFor('127.0.0.1'))
      thief.cookiesFor('127.0.0.1').set(name, cookie);
    await browser.open(back);
    const again = await browser.open(back);
    expect([again.status, again.text]).toEqual([403, expect.stringContaining('has not begun')]);
    const stolen = await thief.open(back);
    expect([stolen.status, stolen.text]).toEqual([403, expect.stringContaining('did not confirm')]);
    expect(await isSignedIn(thief, url)).toBe(false);
  });

  it.each(['nonce', 'code_challenge'])('to a question with another %s is refused', async (parameter) => {
    const url = await bridge();
    await site.operator('m.moss', 'look');
    const browser = new WebBrowser();
    const question = await begun(browser, url);
    expect(question.searchParams.get(parameter)).toMatch(/^[\w-]{43}$/);
    question.searchParams.set(parameter, 'x'.repeat(43));
    await browser.open(question);
    const page = await atProvider(browser, 'm.moss');
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('did not confirm')]);
    expect([await isSignedIn(browser, url), await refusedLogins(url)]).toEqual([false, 1]);
  });
});

describe('an identity provider that is down', () => {
  it('prevents neither the start of the bridge nor sign-in by password, and is asked again when it is up', async () => {
    const [port = 0] = await freePorts(1);
    const url = await bridge({ BRIDGE_OIDC_ISSUER: TestIdentityProvider.issuer(port) });
    await site.operator('n.nash', 'look');
    const browser = new WebBrowser();
    await browser.open(`${url}/floor/login`);
    const page = await browser.open('/floor/oidc');
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('cannot be used now')]);
    expect((await new FloorBrowser(url).signIn(OPERATOR.name)).status).toBe(303);

    const late = await startProvider(port, true);
    try {
      await throughProvider(browser, url, 'n.nash');
      expect(await isSignedIn(browser, url)).toBe(true);
    } finally {
      await late.stop();
    }
  });

  it('that goes down between the question and the answer is reported as such', async () => {
    const [port = 0] = await freePorts(1);
    const url = await bridge({ BRIDGE_OIDC_ISSUER: TestIdentityProvider.issuer(port) });
    const browser = new WebBrowser();
    const short = await startProvider(port, true);
    const { url: back } = await throughProvider(browser, url, OPERATOR.name, CALLBACK);
    await short.stop();
    const page = await browser.open(back);
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('cannot be used now')]);
    expect(await refusedLogins(url)).toBe(0);
  });
});

it('uses, over TLS, a cookie of this host alone that is good for one sign-in', async () => {
  const url = await bridge({
    BRIDGE_TRUSTED_PROXIES: '127.0.0.1',
    BRIDGE_OIDC_REDIRECT_URL: `https://bridge.casino.example${CALLBACK}`,
  });
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'bridge.casino.example' };
  const begun = await fetch(`${url}/floor/oidc`, { headers, redirect: 'manual' });
  expect(begun.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-topper-sign-in=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
  const asked = new URL(begun.headers.get('location') ?? '');
  expect(asked.origin).toBe(TestIdentityProvider.issuer(providerPort));
  expect(asked.searchParams.get('redirect_uri')).toBe(`https://bridge.casino.example${CALLBACK}`);
});

it('is offered at the address that the provider knows, and nowhere when it is not set', async () => {
  const url = await bridge();
  const page = await new WebBrowser().open(`${url.replace('127.0.0.1', 'localhost')}/floor/oidc`);
  expect([page.status, page.text]).toEqual([403, expect.stringContaining(`works at ${url}/floor only`)]);
  await site.clear();
  const plain = await site.bridge();
  expect(await (await fetch(`${plain.url}/floor/login`)).text()).not.toContain('Sign in through');
  expect((await fetch(`${plain.url}/floor/oidc`)).status).toBe(404);
});
