/** The kiosk's side of the link for tests of the bridge: real WebSocket, real messages, and a script for the rest. */
import { WebSocket } from 'ws';
import { boardOf, type BoardMemory, type CabinetStatus } from '../../../protocol/cabinet.ts';
import { jsonDecoder } from '../../../protocol/decode.ts';
import {
  BridgeMessage,
  EGM_LINK_MAX_BYTES,
  EGM_LINK_PATH,
  EGM_LINK_SUBPROTOCOL,
  type KioskMessage,
} from '../../../protocol/egm-link.ts';

import { TestCabinet } from './test-cabinet.ts';

/** What the board of each designation has seen last: it outlives every link. */
const boardsLast = new Map<string, string>();

type Open = Extract<KioskMessage, { type: 'transfer.open' }>;

/** What a test may leave out of a result: then only the kiosk's own board says so. */
type Said =
  | KioskMessage
  | Pick<Extract<KioskMessage, { type: 'transfer.result' }>, 'type' | 'transferId' | 'result'>
  | (Pick<Open, 'type' | 'transferId'> & Partial<Open>);

type Message<Type extends BridgeMessage['type']> = Extract<BridgeMessage, { type: Type }>;

export const READY_CABINET: CabinetStatus & { connection: 'ready' } = {
  connection: 'ready',
  identity: { serial: 'VC-0001', memoryId: '0a1b2c3d', firmware: '1.0.0', protocol: 1 },
  currency: 'USD',
  denomination: 1,
  maxTransfer: 200_000,
  conditions: [],
  acceptor: 'IDLE',
  acceptedNotes: [100, 500, 1000, 2000],
  meters: { credits: 0, cashlessIn: 0, notesIn: 0, totalOut: 0 },
};

const decode = jsonDecoder(BridgeMessage, EGM_LINK_MAX_BYTES);

export class TestKiosk {
  readonly received: BridgeMessage[] = [];
  /** The messages as they left, oldest first. */
  readonly sent: string[] = [];
  /** The one that is plugged in. */
  board: BoardMemory = { serial: 'VC-0001', memoryId: '0a1b2c3d' };
  readonly #socket: WebSocket;
  readonly #wake = new Set<() => void>();
  #onMessage: ((message: BridgeMessage) => void) | null = null;
  #closed: { code: number } | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = decode(data.toString('utf8'));
      this.received.push(message);
      this.#onMessage?.(message);
      this.#wakeAll();
    });
    socket.on('close', (code) => {
      this.#closed = { code };
      this.#wakeAll();
    });
    socket.on('error', () => undefined);
  }

  /** Opens the socket, no more. Rejects with the HTTP status when the upgrade is refused. */
  static async dial(
    bridgeUrl: string,
    asset: string,
    secret: string,
    subprotocol: string = EGM_LINK_SUBPROTOCOL,
  ): Promise<TestKiosk> {
    const url = new URL(EGM_LINK_PATH, bridgeUrl.replace(/^http/, 'ws'));
    const socket = new WebSocket(url, subprotocol, { auth: `${asset}:${secret}` });
    const kiosk = new TestKiosk(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`refused with ${response.statusCode ?? 0}`));
        socket.terminate();
      });
      socket.once('error', reject);
    });
    return kiosk;
  }

  /** Connected and welcomed. It has not told how far its memories go. */
  static async welcomed(bridgeUrl: string, asset: string, secret: string): Promise<TestKiosk> {
    const kiosk = await TestKiosk.dial(bridgeUrl, asset, secret);
    kiosk.hello();
    await kiosk.nextOrEnd('welcome');
    return kiosk;
  }

  /** Connected, welcomed, and compared with the ledger. */
  static async connect(
    bridgeUrl: string,
    asset: string,
    secret: string,
    cabinet: CabinetStatus = READY_CABINET,
  ): Promise<TestKiosk> {
    const kiosk = await TestKiosk.dial(bridgeUrl, asset, secret);
    kiosk.hello(cabinet);
    const { designation } = await kiosk.nextOrEnd('welcome');
    kiosk.tellMemory(boardOf(cabinet) ?? kiosk.board, { boardLast: boardsLast.get(designation) ?? null });
    await kiosk.nextOrEnd('memory.compared');
    return kiosk;
  }

  hello(cabinet: CabinetStatus = READY_CABINET, more: { simulatedCabinet?: boolean } = {}): void {
    this.send({
      type: 'hello',
      kiosk: { version: '0.1.0', runtime: 'test', ...more },
      cabinet,
    });
  }

  /** How far journal and board go: nothing is known. @param told what is. */
  tellMemory(
    board: BoardMemory = this.board,
    told: Partial<Omit<Extract<KioskMessage, { type: 'memory' }>, 'type' | 'board'>> = {},
  ): void {
    this.board = board;
    this.send({ type: 'memory', board, journalLast: null, boardLast: null, incompleteBelow: null, ...told });
  }

  /** Answers every order and query at once, with what the cabinet says. */
  playAgainst(cabinet: TestCabinet): this {
    this.#onMessage = (message) => {
      if (message.type !== 'transfer.order' && message.type !== 'transfer.query') return;
      const { transferId } = message;
      const result = message.type === 'transfer.order' ? cabinet.obey(message) : cabinet.resolve(transferId);
      this.send({ type: 'transfer.result', transferId, result });
    };
    return this;
  }

  /** Credits every order. */
  creditEverything(): this {
    return this.playAgainst(new TestCabinet());
  }

  send(message: Said): void {
    const text = JSON.stringify(this.#whole(message));
    this.sent.push(text);
    this.#socket.send(text);
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** Takes the first message of the type, waiting for it if need be. */
  async next<Type extends BridgeMessage['type']>(type: Type, timeoutMs = 15_000): Promise<Message<Type>> {
    return this.#until(timeoutMs, `a ${type}`, () => {
      const index = this.received.findIndex((message) => message.type === type);
      return index < 0 ? undefined : (this.received.splice(index, 1)[0] as Message<Type>);
    });
  }

  /** The same, but rejects as soon as the connection ends. */
  async nextOrEnd<Type extends BridgeMessage['type']>(type: Type): Promise<Message<Type>> {
    const ended = this.closeCode().then((code) => {
      throw new Error(`the link ended with ${code} before a ${type}`);
    });
    ended.catch(() => undefined); // nobody waits for it once the message has come
    return Promise.race([this.next(type), ended]);
  }

  /** Waits for the end of the connection and tells its close code. */
  async closeCode(timeoutMs = 15_000): Promise<number> {
    const { code } = await this.#until(timeoutMs, 'the end of the link', () => this.#closed ?? undefined);
    return code;
  }

  /** As with an unplugged cable: no close frame, and nothing is read any more. */
  freeze(): void {
    this.#socket.pause();
  }

  drop(): void {
    this.#socket.terminate();
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closeCode();
  }

  #whole(message: Said): KioskMessage {
    const { board } = this;
    if (message.type === 'transfer.result') {
      const designation = message.transferId.slice(0, 6);
      if (message.transferId > (boardsLast.get(designation) ?? ''))
        boardsLast.set(designation, message.transferId);
      return { fundingId: null, requested: null, board, ...message };
    }
    if (message.type !== 'transfer.open') return message;
    return {
      why: 'ASKING',
      fundingId: null,
      requested: null,
      board,
      present: board,
      other: null,
      ...message,
    };
  }

  #wakeAll(): void {
    for (const wake of this.#wake) wake();
  }

  async #until<T>(timeoutMs: number, what: string, look: () => T | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wake.delete(wake);
        reject(new Error(`waited ${timeoutMs} ms for ${what}`));
      }, timeoutMs);
      const wake = () => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#wake.delete(wake);
        resolve(found);
      };
      this.#wake.add(wake);
      wake();
    });
  }
}
