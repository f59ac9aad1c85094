/**
 * A small stand-in for Trustly's on-file API, for what the sandbox by its nature does not do: lose, delay or refuse one
 * certain call, and refuse what it has done before.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ON_FILE } from '../sandbox/on-file-merchant.ts';

/**
 * What it does with the next call that moves money. `lost`: it does it, and the answer does not come. `late`: the same, and
 * the connection stays open. A number is an error code, with a 400.
 */
export type Behaviour = 'does' | 'lost' | 'late' | 'failing' | 'unreachable' | 'nonsense' | number;

export interface StandInTransaction {
  readonly transactionId: string;
  readonly transactionType: number;
  readonly originalTransactionId: string | null;
  readonly merchantReference: string;
  readonly currency: string;
  amount: string;
  refunded: string;
  status: number;
  statusCode: string;
  createdAt: number;
  updatedAt: number;
  payment: unknown;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly fields: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, number>> = {
  capture: 3,
  preAuth: 10,
  refund: 4,
  deposit: 6,
  reclaim: 7,
  establish: 1,
};
const DONE = [2, 3, 4];
const OPEN = [0, 1, 2, 14];

export class OnFileStandIn {
  readonly calls: Call[] = [];
  readonly transactions = new Map<string, StandInTransaction>();
  readonly #server = createServer((asking, answering) => {
    this.#serve(asking, answering).catch(() => asking.socket.destroy());
  });
  #behaviours: Behaviour[] = [];
  #connections = 0;
  /** How it answers from now on when it is asked about its transactions. */
  questions: 'well' | 'failing' | 'silent' = 'well';
  #number = 1_002_000_000;

  static async start(): Promise<OnFileStandIn> {
    const standIn = new OnFileStandIn();
    standIn.#server.on('connection', () => standIn.#connections++);
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#connections;
  }

  behave(...next: Behaviour[]): void {
    this.#behaviours = next;
  }

  /** An account that a player has chosen at the bank. */
  authorize(reference: string, account: { bank: string; digits: string; token: string }): StandInTransaction {
    const { bank, digits, token } = account;
    const payment = { account: { accountNumber: digits, token }, paymentProvider: { name: bank } };
    return this.#add({ type: 1, of: null, reference, amount: '0.00', status: 2, payment });
  }

  /** A capture that has taken its money. */
  captureOf(authorizationId: string, reference: string, amount: string): StandInTransaction {
    const payment = this.transactions.get(authorizationId)?.payment;
    return this.#add({ type: 3, of: authorizationId, reference, amount, status: 4, payment });
  }

  of(reference: string): StandInTransaction[] {
    return [...this.transactions.values()].filter((found) => found.merchantReference === reference);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(asking: IncomingMessage, answering: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(asking.url ?? '', 'http://localhost');
    const { method = '', headers } = asking;
    const fields = Object.fromEntries(new URLSearchParams(await text(asking)));
    this.calls.push({ method, path: pathname, authorization: headers.authorization ?? '', fields });
    const answer = (status: number, body: unknown) => {
      answering.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const error = (status: number, code: number) =>
      answer(status, { errors: [{ domain: 'stand-in', code, message: 'no' }] });
    if (method === 'GET' && this.questions === 'silent') return;
    if (method === 'GET' && this.questions === 'failing') return error(500, 100);
    const behaviour = method === 'GET' ? 'does' : (this.#behaviours.shift() ?? 'does');
    if (behaviour === 'unreachable') return void asking.socket.destroy();
    if (behaviour === 'nonsense') return answer(200, { transaction: { status: 'four' } });
    if (behaviour === 'failing') return error(500, 100);
    if (typeof behaviour === 'number') return error(400, behaviour);
    const [id = '', ...rest] = pathname.replace('/api/v1/', '').replace('transactions/', '').split('/');
    if (method === 'GET' && pathname.endsWith('/transactions')) {
      return answer(200, { transactions: this.of(searchParams.get('merchantReference') ?? '') });
    }
    const found = this.transactions.get(id);
    if (id !== 'establish' && !found) return error(400, 200);
    if (rest.at(-1) === 'user')
      return answer(200, { user: { name: ['John Smith'], email: ['john@example.com'] } });
    if (rest.at(-1) === 'balance') return answer(200, { balance: { amount: '120.00', currency: 'USD' } });
    if (method === 'GET' || rest[0] === 'refresh') return answer(200, { transaction: found });
    const done =
      rest[0] === 'cancel' ? this.#cancel(found) : this.#move(rest.at(-1) ?? 'establish', found, fields);
    if (behaviour === 'lost') return void asking.socket.destroy();
    if (behaviour === 'late') return;
    if (typeof done === 'number') return error(400, done);
    answer(200, { transaction: done });
  }

  #cancel(found: StandInTransaction | undefined): StandInTransaction | number {
    if (!found || !OPEN.includes(found.status)) return 200;
    Object.assign(found, { status: 7, updatedAt: Date.now() });
    return found;
  }

  #move(
    call: string,
    of: StandInTransaction | undefined,
    fields: Call['fields'],
  ): StandInTransaction | number {
    const { merchantReference: reference = '', amount = '0.00' } = fields;
    const isKeyed = call !== 'refund' && call !== 'reclaim';
    if (isKeyed && this.of(reference).some(({ status }) => DONE.includes(status))) return 210;
    if (call === 'refund' && of) {
      const refunded = Number(of.refunded) + Number(amount);
      if (refunded > Number(of.amount)) return 200;
      of.refunded = refunded.toFixed(2);
    }
    const status = call === 'capture' ? 1 : 2;
    return this.#add({
      type: TYPES[call] ?? 0,
      of: of?.transactionId ?? null,
      reference,
      amount,
      status,
      payment: of?.payment,
    });
  }

  #add(made: {
    type: number;
    of: string | null;
    reference: string;
    amount: string;
    status: number;
    payment: unknown;
  }) {
    const now = Date.now();
    const transaction: StandInTransaction = {
      transactionId: String(++this.#number),
      transactionType: made.type,
      originalTransactionId: made.of,
      merchantReference: made.reference,
      currency: 'USD',
      amount: made.amount,
      refunded: '0.00',
      status: made.status,
      statusCode: 'SW010',
      createdAt: now,
      updatedAt: now,
      payment: made.payment,
    };
    this.transactions.set(transaction.transactionId, transaction);
    return transaction;
  }
}

/** An event, signed as Trustly signs it. */
export function signedEventOf(
  fields: Readonly<Record<string, string>>,
  accessKey: string = ON_FILE.accessKey,
) {
  const decoded = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const signature = createHmac('sha1', accessKey).update(decoded.join('&')).digest('base64');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${ON_FILE.accessId}:${signature}`).toString('base64')}`,
    },
    payload: new URLSearchParams(fields).toString(),
  };
}
