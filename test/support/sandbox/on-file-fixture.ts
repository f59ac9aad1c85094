/** A sandbox with Trustly on file, what a merchant's server asks of it, and the receiver of its events. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  OnFileEvent,
  OnFileFaults,
  OnFileTransaction,
} from '../../../sandbox/trustly-on-file/control.ts';
import { requestSignature } from '../../../sandbox/trustly-on-file/signatures.ts';
import { ON_FILE } from './on-file-merchant.ts';
import { startSandboxFixture, type SandboxFixture } from './sandbox-fixture.ts';

export interface Received {
  readonly authorization: string;
  readonly body: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The status that it answers from now on; `silent` does not answer at all. */
  answerWith(status: number | 'silent'): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: number | 'silent' = 200;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const fields = Object.fromEntries(new URLSearchParams(body));
      received.push({ authorization: request.headers.authorization ?? '', body, fields });
      if (answer !== 'silent') response.writeHead(answer).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received,
    answerWith(status) {
      answer = status;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Form = Readonly<Record<string, string>>;

/** What a merchant's server, its page and the control port ask of a sandbox. */
export interface OnFileCalls {
  get(path: string, credentials?: string): Promise<Answer>;
  /** Form-encoded, as the documents show it. */
  post(path: string, form: Form): Promise<Answer>;
  /** What a page gives to `Trustly.establish`, signed. */
  establishData(changed?: Form): Record<string, string>;
  control(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<Answer>;
  setFaults(faults: Partial<OnFileFaults>): Promise<void>;
  forward(ms: number): Promise<void>;
  /** Through the Lightbox at once; the address the player is sent to. */
  logIn(choice?: Record<string, unknown>, changed?: Form): Promise<URL>;
  transactions(): Promise<OnFileTransaction[]>;
  events(): Promise<OnFileEvent[]>;
}

export interface OnFileSite extends OnFileCalls {
  readonly sandbox: SandboxFixture;
  readonly receiver: Receiver;
  close(): Promise<void>;
}

let references = 0;
/** Another one each time. */
export function newReference(): string {
  references += 1;
  return `reference-${references}`;
}

export async function startOnFileSite(): Promise<OnFileSite> {
  const receiver = await startReceiver();
  const sandbox = await startSandboxFixture('http://127.0.0.1:1', {
    ...ON_FILE,
    notificationUrl: receiver.url,
  });
  return {
    ...onFileCalls(() => sandbox.url()),
    sandbox,
    receiver,
    async close() {
      await sandbox.close();
      await receiver.close();
    },
  };
}

/** @param url of the sandbox, asked at each call. */
export function onFileCalls(url: () => string): OnFileCalls {
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
  const usual = `${ON_FILE.accessId}:${ON_FILE.accessKey}`;
  const asked = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url()}${path}`, init);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const calls: OnFileCalls = {
    get: (path, credentials = usual) =>
      asked(`/api/v1${path}`, { headers: { authorization: basic(credentials) } }),
    post: (path, form) =>
      asked(`/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: basic(usual) },
        body: new URLSearchParams(form),
      }),
    establishData(changed = {}) {
      const data: Record<string, string> = {
        accessId: ON_FILE.accessId,
        merchantId: ON_FILE.merchantId,
        description: 'a stay at the machines',
        currency: 'USD',
        amount: '0.00',
        merchantReference: newReference(),
        paymentType: 'Deferred',
        returnUrl: 'https://pay.example/return',
        cancelUrl: 'https://pay.example/cancel',
        ...changed,
      };
      return { requestSignature: requestSignature(data, ON_FILE.accessKey), ...data };
    },
    control: (method, path, body) =>
      asked(`/control/on-file${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      }),
    async setFaults(faults) {
      const now = (await calls.control('GET', '/faults')).body as OnFileFaults;
      const { status, body } = await calls.control('PUT', '/faults', { ...now, ...faults });
      if (status !== 200) throw new Error(`the faults were refused: ${JSON.stringify(body)}`);
    },
    async forward(forwardMs) {
      await calls.control('POST', '/clock', { forwardMs });
    },
    async logIn(choice = {}, changed = {}) {
      const establish = calls.establishData(changed);
      const { status, body } = await calls.control('POST', '/authorizations', { establish, ...choice });
      if (status !== 200) throw new Error(`not authorized: ${JSON.stringify(body)}`);
      return new URL((body as { redirect: string }).redirect);
    },
    transactions: async () => (await calls.control('GET', '/transactions')).body as OnFileTransaction[],
    events: async () => (await calls.control('GET', '/events')).body as OnFileEvent[],
  };
  return calls;
}
