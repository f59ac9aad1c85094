/**
 * Where bridge processes reach each other, as they note it in the database. A caller's access token is sent there, so it is
 * sealed with a key that the database does not have: nobody else can name an address.
 */
import { hostname } from 'node:os';
import { isLoopbackHost } from '../../../protocol/loopback.ts';
import { WrongSecretKeyError, type SecretKey } from './secret-key.ts';

/** More than there are processes at once. */
const MOST_KEPT = 100;

export class PeerAddresses {
  readonly #key: SecretKey;
  readonly #machine: string;
  /** The last one of each process: it notes the same one with each beat. */
  readonly #opened = new Map<string, { readonly sealed: Buffer; readonly url: string | null }>();

  /** @param machine the name of this one: a loopback address leads to its processes only. */
  constructor(secretKey: SecretKey, machine = hostname()) {
    this.#key = secretKey.derive('topper peer addresses 1');
    this.#machine = machine;
  }

  seal(bridgeId: string, url: string): Buffer {
    return this.#key.seal(nameOf(bridgeId), Buffer.from(JSON.stringify([url, this.#machine])));
  }

  /** @returns null: it was not sealed for this process with our key, or does not lead there from this machine. */
  open(bridgeId: string, sealed: Buffer): string | null {
    const known = this.#opened.get(bridgeId);
    if (known?.sealed.equals(sealed)) return known.url;
    const url = this.#open(bridgeId, sealed);
    if (this.#opened.size >= MOST_KEPT) this.#opened.clear();
    this.#opened.set(bridgeId, { sealed, url });
    return url;
  }

  #open(bridgeId: string, sealed: Buffer): string | null {
    try {
      const plain = this.#key.open(nameOf(bridgeId), sealed).toString('utf8');
      const [url, machine] = JSON.parse(plain) as [string, string];
      const leadsThere = machine === this.#machine || !isLoopbackHost(new URL(url).hostname);
      return leadsThere ? url : null;
    } catch (error) {
      if (error instanceof WrongSecretKeyError) return null;
      throw error;
    }
  }
}

function nameOf(bridgeId: string): string {
  return `address of ${bridgeId}`;
}
