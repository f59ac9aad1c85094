/** A merchant's page that loads the SDK under a strict policy, and the places the player comes back to. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MerchantPage {
  /** Where the page is, its `returnUrl` and its `cancelUrl`. */
  readonly url: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** What the page gives to the SDK when it is opened next, and by which method. */
  offer(establishData: Record<string, string>, method?: 'establish' | 'selectBankWidget'): void;
  close(): Promise<void>;
}

/** @param sdkUrl of the script. */
export async function startMerchantPage(sdkUrl: string): Promise<MerchantPage> {
  let script = '';
  const sdk = new URL(sdkUrl).origin;
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://merchant');
    const policy = `default-src 'none'; img-src data:; script-src 'self' ${sdk}; frame-src ${sdk}`;
    response.setHeader('content-security-policy', policy);
    if (pathname === '/pay.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const body =
      pathname === '/'
        ? `<h1>Shop</h1><div id="widget"></div><button id="pay">Pay</button>
           <script src="${sdkUrl}"></script><script src="/pay.js"></script>`
        : `<h1>${pathname === '/return' ? 'Returned' : 'Canceled'}</h1>`;
    response.end(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Shop</title>${body}</html>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    returnUrl: `${url}/return`,
    cancelUrl: `${url}/cancel`,
    offer(establishData, method = 'establish') {
      const call = `Trustly.${method}(${JSON.stringify(establishData)}, { widgetContainerId: 'widget' })`;
      script =
        method === 'establish'
          ? `document.getElementById('pay').addEventListener('click', () => ${call});`
          : call;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
