/** A sandbox with Trustly Europe, what a merchant's server asks of it, and the receiver of its notifications. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type {
  EuropeFaults,
  EuropeNotification,
  EuropeOrder,
  EuropeVisit,
} from '../../../sandbox/trustly-europe/control.ts';
import { PUBLIC_KEY_FILE } from '../../../sandbox/trustly-europe/keys.ts';
import {
  acknowledgement,
  callBody,
  EUROPE,
  isFromTrustly,
  MERCHANT_PUBLIC_PEM,
  type CallChange,
  type Data,
} from './europe-merchant.ts';
import { startSandboxFixture, type SandboxFixture } from './sandbox-fixture.ts';

type Fields = { readonly [name: string]: Data };

export interface Heard {
  readonly method: string;
  readonly uuid: string;
  readonly data: Readonly<Record<string, string>> & {
    readonly attributes?: Readonly<Record<string, string>>;
  };
  readonly isSigned: boolean;
}

/** What the merchant says to a notification; null: HTTP 500. */
export type Say = (heard: Heard) => string | null;

export interface Called {
  /** Of a result; null for an error. */
  readonly data: Data;
  readonly error: { readonly code: number; readonly message: string } | null;
  readonly isSigned: boolean;
  readonly uuid: string | null;
}

export interface EuropeSite {
  readonly sandbox: SandboxFixture;
  readonly notificationUrl: string;
  readonly heard: Heard[];
  /** From now on. */
  say(say: Say): void;
  call(method: string, fields: Fields, change?: CallChange): Promise<Called>;
  /** A body as it is. */
  post(body: string | Uint8Array): Promise<Called>;
  /** Fields of a Deposit, with other attributes where they are given; null leaves one out. */
  depositFields(attributes?: Readonly<Record<string, Data>>, fields?: Fields): Fields;
  deposit(attributes?: Readonly<Record<string, Data>>): Promise<{ orderId: string; url: string }>;
  checkout(orderId: string, visit?: EuropeVisit): Promise<string>;
  control(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  setFaults(faults: Partial<EuropeFaults>): Promise<void>;
  forward(ms: number): Promise<void>;
  order(orderId: string): Promise<EuropeOrder>;
  notifications(orderId: string): Promise<EuropeNotification[]>;
  /** Their methods, in the order they came. */
  heardOf(orderId: string): string[];
  close(): Promise<void>;
}

let count = 0;
/** Another one each time. */
export function newMessageId(): string {
  count += 1;
  return `message-${count}`;
}

/** The usual answers: everything is well, and Pay N Play may go on. */
export const USUAL: Say = ({ method }) => (method === 'kyc' ? 'CONTINUE' : 'OK');

export async function startEuropeSite(): Promise<EuropeSite> {
  const sandbox = await startSandboxFixture('http://127.0.0.1:1', null, {
    ...EUROPE,
    merchantKey: MERCHANT_PUBLIC_PEM,
    privateKey: null,
  });
  const trustly = trustlyKeyOf(sandbox.dataDirectory);
  const heard: Heard[] = [];
  let say = USUAL;
  const receiver = await startEuropeReceiver(
    () => trustly,
    (one) => {
      heard.push(one);
      return say(one);
    },
  );
  const site: EuropeSite = {
    sandbox,
    notificationUrl: receiver.url,
    heard,
    say(next) {
      say = next;
    },
    call: (method, fields, change) => site.post(callBody(method, fields, change)),
    async post(body) {
      const response = await fetch(`${sandbox.url()}/api/1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      return readAnswer(await response.text(), trustly);
    },
    depositFields: (attributes = {}, fields = {}) => ({
      NotificationURL: receiver.url,
      EndUserID: 'user-1',
      MessageID: newMessageId(),
      Attributes: without({
        Country: 'SE',
        Locale: 'sv_SE',
        Currency: 'SEK',
        Amount: '200.00',
        IP: '83.140.44.184',
        Firstname: 'Åsa',
        Lastname: 'Öberg',
        Email: 'asa@example.com',
        ShopperStatement: 'Topper',
        SuccessURL: 'https://pay.example/success',
        FailURL: 'https://pay.example/fail',
        ...attributes,
      }),
      ...fields,
    }),
    async deposit(attributes) {
      const { data, error } = await site.call('Deposit', site.depositFields(attributes));
      if (error !== null) throw new Error(`no deposit: ${error.message}`);
      const { orderid, url } = data as { orderid: string; url: string };
      return { orderId: orderid, url };
    },
    async checkout(orderId, visit = {}) {
      const { status, body } = await site.control('POST', `/orders/${orderId}/checkout`, visit);
      if (status !== 200) throw new Error(`no checkout: ${JSON.stringify(body)}`);
      return (body as { redirect: string }).redirect;
    },
    async control(method, at, body) {
      const response = await fetch(`${sandbox.url()}/control/europe${at}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      return { status: response.status, body: (await response.json()) as unknown };
    },
    async setFaults(faults) {
      const now = (await site.control('GET', '/faults')).body as EuropeFaults;
      const { status, body } = await site.control('PUT', '/faults', { ...now, ...faults });
      if (status !== 200) throw new Error(`the faults were refused: ${JSON.stringify(body)}`);
    },
    async forward(forwardMs) {
      await site.control('POST', '/clock', { forwardMs });
    },
    async order(orderId) {
      const orders = (await site.control('GET', '/orders')).body as EuropeOrder[];
      const order = orders.find((one) => one.orderId === orderId);
      if (order === undefined) throw new Error(`there is no order ${orderId}`);
      return order;
    },
    async notifications(orderId) {
      const all = (await site.control('GET', '/notifications')).body as EuropeNotification[];
      return all.filter((one) => one.orderId === orderId);
    },
    heardOf: (orderId) => heard.filter(({ data }) => data['orderid'] === orderId).map(({ method }) => method),
    async close() {
      await sandbox.close();
      await receiver.close();
    },
  };
  return site;
}

/** What a sandbox publishes for its merchants. */
export function trustlyKeyOf(dataDirectory: string): KeyObject {
  return createPublicKey(readFileSync(path.join(dataDirectory, PUBLIC_KEY_FILE), 'utf8'));
}

function without(attributes: Fields): Fields {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

/** Where notifications come, and what is said to them. @param key Trustly's public one */
export async function startEuropeReceiver(
  key: () => KeyObject,
  say: Say,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    // The player's browser comes back here, where a test says so.
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back at the casino</h1>');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, params } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        method: string;
        params: { signature: string; uuid: string; data: Heard['data'] };
      };
      const { signature, uuid, data } = params;
      const isSigned = isFromTrustly({ method, uuid, data }, signature, key());
      const status = say({ method, uuid, data, isSigned });
      if (status === null) response.writeHead(500).end();
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(acknowledgement(method, uuid, status));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify/a2b63j23dj23883jhfhfh`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Signed {
  signature?: string;
  uuid: string | null;
  method: string | null;
  data: Data;
}

function readAnswer(text: string, key: KeyObject): Called {
  const { result, error } = JSON.parse(text) as {
    result?: Signed;
    error?: { code: number; message: string; error: Signed };
  };
  const inner = result ?? error?.error;
  if (inner === undefined) throw new Error(`neither result nor error: ${text}`);
  const { signature, uuid, method, data } = inner;
  return {
    data: result === undefined ? null : data,
    error: error === undefined ? null : { code: error.code, message: error.message },
    isSigned: signature !== undefined && isFromTrustly({ method, uuid, data }, signature, key),
    uuid,
  };
}
