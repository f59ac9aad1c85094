/** The other end of Trustly Europe's API for the tests of its client: it answers what a test says, well signed or not. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RawNumber, readRawJson, type RawJson } from '../../../bridge/rails/trustly-europe/raw-json.ts';
import { isSignedBy, signatureOf } from '../../../bridge/rails/trustly-europe/signature.ts';
import type { EuropeMerchant } from '../../../bridge/rails/trustly-europe/client.ts';

export interface EuropeCall {
  readonly method: string;
  readonly uuid: string;
  readonly data: Record<string, unknown>;
}
/** `data` or an error, signed for the call; or what is wrong with the answer. */
export type Behaviour =
  | { readonly data: unknown }
  | { readonly code: number | null; readonly name: string; readonly uuid?: string | null }
  | 'cut'
  | 'silent'
  | 'page'
  | 'badly-signed'
  | 'other-uuid'
  | 'too-large';

/** What signs at the other end, and what our side signs with. */
export const EUROPE_KEYS = { merchant: pair(), trustly: pair() };

function pair() {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}
const MOST = 1_048_576;

export class EuropeStandIn {
  readonly calls: EuropeCall[] = [];
  connections = 0;
  /** What a call is answered. */
  respond: (call: EuropeCall) => Behaviour = () => ({ data: {} });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.#answer(Buffer.concat(chunks), response));
    });
    this.#server.on('connection', () => this.connections++);
  }

  static async start(): Promise<EuropeStandIn> {
    const standIn = new EuropeStandIn();
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get merchant(): EuropeMerchant {
    return {
      url: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/1`,
      username: 'merchant',
      password: 'pass-word',
      notificationUrl: 'https://casino.example/trustly-europe/dajskldjakls123dajskldja',
      keys: {
        privateKey: EUROPE_KEYS.merchant.privateKey,
        trustlyKey: EUROPE_KEYS.trustly.publicKey,
        algorithm: 'SHA1',
      },
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(body: Buffer, response: ServerResponse): void {
    const raw = readRawJson(body, MOST) as unknown as {
      method: string;
      params: { UUID: string; Signature: string; Data: RawJson };
    };
    const { method, params } = raw;
    const signed = { method, uuid: params.UUID, data: params.Data };
    if (!isSignedBy(EUROPE_KEYS.merchant.publicKey, 'SHA1', signed, params.Signature))
      throw new Error('a call is not signed');
    const call = { method, uuid: params.UUID, data: params.Data as unknown as Record<string, unknown> };
    this.calls.push(call);
    const behaviour = this.respond(call);
    if (behaviour === 'silent') return;
    if (behaviour === 'cut') {
      response.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(this.#text(method, params.UUID, behaviour));
  }

  #text(method: string, uuid: string, behaviour: Exclude<Behaviour, 'silent' | 'cut'>): string {
    switch (behaviour) {
      case 'page':
        return '<html>502 Bad Gateway</html>';
      case 'too-large':
        return 'x'.repeat(17_000_000);
      case 'badly-signed':
        return signedResult(method, uuid, { orderid: '1', result: '1' }).replace(
          '"signature":"',
          '"signature":"A',
        );
      case 'other-uuid':
        return signedResult(method, '00000000-2842-b485-25ca-293525152425', { orderid: '1', result: '1' });
      default:
        if ('data' in behaviour) return signedResult(method, uuid, behaviour.data);
        return signedError(method, behaviour.uuid === undefined ? uuid : behaviour.uuid, behaviour);
    }
  }
}

/** A notification as Trustly sends it. @param key what signs it. */
export function notificationText(
  method: string,
  uuid: string,
  data: unknown,
  key = EUROPE_KEYS.trustly.privateKey,
): string {
  return JSON.stringify({ version: '1.1', method, params: part(method, uuid, data, key) });
}

function signedResult(method: string, uuid: string, data: unknown): string {
  return JSON.stringify({ version: '1.1', result: { ...part(method, uuid, data), method } });
}

function signedError(
  method: string,
  uuid: string | null,
  { code, name }: { code: number | null; name: string },
): string {
  const error = part(method, uuid, { code, message: name });
  return JSON.stringify({
    version: '1.1',
    error: { name: 'JSONRPCError', code, message: name, error: { ...error, method } },
  });
}

function part(method: string, uuid: string | null, data: unknown, key = EUROPE_KEYS.trustly.privateKey) {
  return { signature: signatureOf(key, 'SHA1', { method, uuid, data: rawOf(data) }), uuid, data };
}

/** Also of what no database keeps, which must not come further than the door. */
function rawOf(value: unknown): RawJson {
  if (typeof value === 'number') return new RawNumber(String(value));
  if (Array.isArray(value)) return value.map(rawOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rawOf(inner)]));
  return value as RawJson;
}
