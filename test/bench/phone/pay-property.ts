/** A property whose bridge has the phone's pages, and one machine. Trustly is not asked: nothing is paid. */
import { freePorts } from '../../../demo/free-ports.ts';
import { parseSecretKey } from '../../../bridge/platform/secrets/secret-key.ts';
import { PageCodes } from '../../../bridge/rails/page-codes.ts';
import { BridgeSite, SECRET_KEY } from '../../support/bridge/bridge-site.ts';

const ASSET = 'EGM-042';
const NOBODY = 'http://127.0.0.1:1';

export class PayProperty {
  readonly #site: BridgeSite;
  readonly #codes: PageCodes;

  private constructor(site: BridgeSite, codes: PageCodes) {
    this.#site = site;
    this.#codes = codes;
  }

  static async open(): Promise<PayProperty> {
    const [site, [port = 0]] = await Promise.all([BridgeSite.open(), freePorts(1)]);
    const url = `http://127.0.0.1:${port}`;
    try {
      const bridge = await site.bridge({
        BRIDGE_RAILS: 'trustly-on-file,scan-and-pay',
        BRIDGE_ON_FILE_URL: NOBODY,
        BRIDGE_ON_FILE_ACCESS_ID: 'access-id',
        BRIDGE_ON_FILE_ACCESS_KEY: 'access-key',
        BRIDGE_ON_FILE_MERCHANT_ID: '1002463580',
        BRIDGE_PUBLIC_URL: url,
        BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${port}`,
      });
      await site.kiosk(bridge, ASSET);
      const key = parseSecretKey(SECRET_KEY);
      if (!key) throw new Error('the secret key of the tests is not one');
      return new PayProperty(site, new PageCodes(key, { base: url, lifetimeMs: 60_000 }));
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  /** What the glass would have now. */
  async code(): Promise<string> {
    const code = await this.#codes.source.issueCode({ asset: ASSET }, 1);
    if (code.kind !== 'issued') throw new Error(`no code: ${code.kind}`);
    return code.url;
  }

  async close(): Promise<void> {
    await this.#site.close();
  }
}
