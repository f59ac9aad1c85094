/**
 * The one address at which phones find all that they open: the casino's pages, Trustly's microsite and its page of banks. On
 * loopback for the desk's own phone, and with `--lan` by TLS for real ones, so that a phone is asked about one certificate only.
 * A reverse proxy, as a property has one: what the pages say of their own address, it says in the phone's words.
 */
import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { readFile } from 'node:fs/promises';
import type { Lan } from './lan.ts';

export interface PhoneDoorPlan {
  /** The loopback port of the casino's pages. */
  readonly pages: number;
  /** That of Trustly's stand-in. */
  readonly trustly: number;
  /** By what the bridge knows its pages: what is in the codes on the glass. */
  readonly publicUrl: string;
}

const LOOPBACK = '127.0.0.1';
/** What is Trustly's, and a phone may open. The rest is the casino's pages: nothing of Trustly's API is behind this door. */
const TRUSTLYS = /^\/(start|cashlesscasino-client)(\/|\?|$)/;
/** The pages let nobody frame them. The desk shows them in the frame of its phone, on this machine only. */
const NO_FRAME = "frame-ancestors 'none'";
const DESK_FRAME = 'frame-ancestors http://127.0.0.1:* http://localhost:*';
/** Of one connection, not of the answer. */
const OF_THE_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

export class PhoneDoor {
  readonly #servers: readonly Server[];

  private constructor(servers: readonly Server[]) {
    this.#servers = servers;
  }

  /** @param lan null: no phone but the desk's own. */
  static async open(port: number, plan: PhoneDoorPlan, lan: Lan | null): Promise<PhoneDoor> {
    const here = [LOOPBACK, 'localhost'].map((name) => `http://${name}:${port}`);
    const servers = [await listening(createServer(passOn(here, plan)), LOOPBACK, port)];
    if (lan !== null) {
      const [cert, key] = await Promise.all([readFile(lan.certificate), readFile(lan.key)]);
      const tls = { cert, key, minVersion: 'TLSv1.2' } as const;
      const server = createTlsServer(tls, passOn([plan.publicUrl], plan));
      servers.push(await listening(server, lan.address, lan.port));
    }
    return new PhoneDoor(servers);
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

async function listening(server: Server, host: string, port: number): Promise<Server> {
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** @param addresses by which phones come here: a page elsewhere that was made to lead here is sent away. */
function passOn(addresses: readonly string[], plan: PhoneDoorPlan): RequestListener {
  return (incoming, answer) => {
    const own = addresses.find((address) => new URL(address).host === incoming.headers.host);
    if (own === undefined) {
      answer.writeHead(403).end();
      return;
    }
    bring(incoming, answer, own, plan).catch(() => {
      // The program behind it is not there, or the phone has gone.
      if (!answer.headersSent) answer.writeHead(502);
      answer.end();
    });
  };
}

/** @param own the address by which this phone came. */
async function bring(
  incoming: IncomingMessage,
  answer: ServerResponse,
  own: string,
  { pages, trustly, publicUrl }: PhoneDoorPlan,
): Promise<void> {
  const { method, url: path = '/' } = incoming;
  const port = TRUSTLYS.test(path) ? trustly : pages;
  const headers = without(incoming.headers, ['accept-encoding', 'host']);
  if (headers.origin === own) headers.origin = publicUrl;
  const asking = ask({ host: LOOPBACK, port, method, path, headers, agent: false });
  const [response] = (await once(incoming.pipe(asking), 'response')) as [IncomingMessage];

  const inWordsOfPhone = (words: string): string =>
    words.replaceAll(publicUrl, own).replaceAll(`http://${LOOPBACK}:${trustly}`, own);
  const kept = without(response.headers, OF_THE_CONNECTION);
  if (kept.location !== undefined) kept.location = inWordsOfPhone(kept.location);
  const policy = kept['content-security-policy'];
  if (typeof policy === 'string') {
    const ofPhone = inWordsOfPhone(policy);
    const isHere = own.startsWith('http:');
    kept['content-security-policy'] = isHere ? ofPhone.replace(NO_FRAME, DESK_FRAME) : ofPhone;
  }
  answer.writeHead(response.statusCode ?? 502, kept);
  if (kept['content-type']?.startsWith('text/html')) answer.end(inWordsOfPhone(await text(response)));
  else await pipeline(response, answer);
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
