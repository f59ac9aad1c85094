/** How long a slow phone on a slow network waits for the page of a code, beside bare files of the same bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { launchPhoneBrowser } from '../../support/sandbox/microsite-visit.ts';
import { alternate } from '../alternate.ts';
import type { Row } from '../row.ts';
import { PayProperty } from './pay-property.ts';

interface Network {
  readonly name: string;
  readonly title: string;
  readonly latencyMs: number;
  /** Both ways. */
  readonly kbitPerS: number;
  /** How much slower than this machine the phone is. */
  readonly slowdown: number;
}

/** As Chromium's own presets: slow 3G with a poor phone, slow 4G with a middling one. */
const NETWORKS: readonly Network[] = [
  { name: 'slow-3g', title: 'slow 3G', latencyMs: 400, kbitPerS: 400, slowdown: 6 },
  { name: 'slow-4g', title: 'slow 4G', latencyMs: 150, kbitPerS: 1_600, slowdown: 4 },
];
const SAMPLES = 5;
/** What a page may weigh (issue of the rail, held by test/integration/phone-pages.test.ts). */
const MOST_BYTES = 60_000;

export function payPages(): Row[] {
  return NETWORKS.map((network) => ({
    name: `pay-page-${network.name}`,
    family: 'pay-page',
    title: `Page of a code, phone on ${network.title}`,
    product: `From opening the code to the whole page, in a mobile-sized Chromium of a phone that was never here: ${network.kbitPerS} kbit/s, ${network.latencyMs} ms of latency, a processor ${network.slowdown} times as slow.`,
    floor: 'The same bytes as files of a bare HTTP server, over the same network.',
    unit: 'ms',
    wanted: { kind: 'ratio', p50: 1.1 },
    decision: '0034-the-phones-pages.md',
    async measure(rounds) {
      const property = await PayProperty.open();
      const browser = await launchPhoneBrowser();
      try {
        const files = await filesOf(await property.code());
        const floor = await serve(files);
        try {
          const measured = await alternate(rounds, {
            product: async () => loads(browser, network, async () => property.code()),
            floor: async () => loads(browser, network, async () => floor.url),
          });
          return { ...measured, notes: [weightOf(files)] };
        } finally {
          floor.stop();
        }
      } finally {
        await browser.close();
        await property.close();
      }
    },
  }));
}

interface File {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The page, and what it brings with it. */
async function filesOf(code: string): Promise<File[]> {
  const page = await fileAt(code);
  const paths = [...page.bytes.toString().matchAll(/(?:href|src)="(\/-\/[^"]+\.(?:css|js))"/g)].map(
    ([, path = '']) => path,
  );
  const more = await Promise.all(paths.map(async (path) => fileAt(new URL(path, code).href)));
  return [{ ...page, path: '/' }, ...more];
}

async function fileAt(url: string): Promise<File> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} was answered ${answer.status}`);
  return {
    path: new URL(url).pathname,
    type: answer.headers.get('content-type') ?? '',
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

async function serve(files: readonly File[]): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const file = files.find(({ path }) => path === request.url);
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Each time a phone that has nothing of the page: no connection, no cache, no cookie. */
async function loads(browser: Browser, network: Network, address: () => Promise<string>): Promise<number[]> {
  const taken: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1)
    taken.push(await loadOnce(browser, network, await address()));
  return taken;
}

async function loadOnce(
  browser: Browser,
  { latencyMs, kbitPerS, slowdown }: Network,
  address: string,
): Promise<number> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const bytesPerS = (kbitPerS * 1_000) / 8;
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: latencyMs,
      downloadThroughput: bytesPerS,
      uploadThroughput: bytesPerS,
    });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const answer = await page.goto(address, { waitUntil: 'load' });
    if (answer?.status() !== 200) throw new Error(`${address} was answered ${answer?.status() ?? 'nothing'}`);
    await page.waitForFunction(() => performance.timing.loadEventEnd > 0);
    return await page.evaluate(() => performance.timing.loadEventEnd - performance.timing.navigationStart);
  } finally {
    await context.close();
  }
}

function weightOf(files: readonly File[]): string {
  const sum = files.reduce((bytes, file) => bytes + file.bytes.length, 0);
  const each = files.map(
    ({ path, bytes }) => `${path === '/' ? 'page' : path} ${bytes.length.toLocaleString('en-US')}`,
  );
  return `${sum.toLocaleString('en-US')} bytes in ${files.length} files (${each.join(', ')}), of ${MOST_BYTES.toLocaleString('en-US')} allowed.`;
}
