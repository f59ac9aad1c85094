import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../demo/free-ports.ts';
import { BridgeSite, OPERATOR } from '../support/bridge/bridge-site.ts';
import { PROVIDER_CLIENT, TestIdentityProvider } from '../support/bridge/identity-provider.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

/** Another program on the same host: its page sends a form to the address by itself. */
async function foreignPage(action: string): Promise<{ url: string; server: Server }> {
  const form = `<form method="post" action="${action}"><input name="ubai" value="some-ubai"></form>`;
  const page = `<!doctype html>${form}<script>document.forms[0].submit()</script>`;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(page);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(null)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

describe('the floor page in a real browser', () => {
  it('is open to an operator who comes back from an identity provider on another site', async () => {
    const [port = 0, providerPort = 0] = await freePorts(2);
    const redirectUrl = `http://127.0.0.1:${port}/floor/oidc/callback`;
    const provider = await TestIdentityProvider.start({
      port: providerPort,
      redirectUrls: [redirectUrl],
      claimsInIdToken: true,
    });
    const { url } = await site.bridge({
      BRIDGE_LISTEN: `127.0.0.1:${port}`,
      BRIDGE_OIDC_ISSUER: TestIdentityProvider.issuer(providerPort),
      BRIDGE_OIDC_CLIENT_ID: PROVIDER_CLIENT.id,
      BRIDGE_OIDC_CLIENT_SECRET: PROVIDER_CLIENT.secret,
      BRIDGE_OIDC_REDIRECT_URL: redirectUrl,
    });
    const browser = await launchPhoneBrowser();
    const page = await browser.newPage();
    await page.goto(`${url}/floor`);
    await page.getByRole('link', { name: `Sign in through localhost:${providerPort}` }).click();
    await page.getByPlaceholder('Enter any login').fill(OPERATOR.name);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${url}/floor`);
    await page.getByText(`${OPERATOR.name} (administer)`).waitFor();
    await page.getByRole('link', { name: 'Limits' }).click();
    await page.getByLabel('UBAI').waitFor();
    expect(page.url()).toBe(`${url}/floor/limits`);
    await browser.close();
    await provider.stop();
  });

  it("takes its own forms, and none from another port of the same host, although the browser sends the session's cookie", async () => {
    const { url } = await site.bridge();
    const browser = await launchPhoneBrowser();
    const page = await browser.newPage();
    await page.goto(`${url}/floor`);
    await page.getByLabel('Name').fill(OPERATOR.name);
    await page.getByLabel('Password').fill(OPERATOR.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Limits' }).click();
    await page.getByLabel('UBAI').fill('some-ubai');
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByText('Nothing is known of this account').waitFor();

    const foreign = await foreignPage(`${url}/floor/limits`);
    const [answer] = await Promise.all([page.waitForResponse('**/floor/limits'), page.goto(foreign.url)]);
    expect(await answer.request().headerValue('cookie')).toContain('topper-floor=');
    expect(answer.status()).toBe(403);
    foreign.server.close();
    await browser.close();
  });
});
