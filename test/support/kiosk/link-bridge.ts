/** The bridge's end of egm-link over a real WebSocket, as a test scripts it. Messages pass the real schemas. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TlsOptions } from 'node:tls';
import { WebSocketServer, type WebSocket } from 'ws';
import { boardOf, type BoardMemory, type NoteId } from '../../../protocol/cabinet.ts';
import { jsonDecoder } from '../../../protocol/decode.ts';
import {
  EGM_LINK_MAX_BYTES,
  EGM_LINK_PATH,
  EGM_LINK_SUBPROTOCOL,
  KioskMessage,
  type BridgeMessage,
} from '../../../protocol/egm-link.ts';
import { designationOf, type TransferOutcome } from '../../../protocol/transfer.ts';
import { waitFor } from '../wait.ts';

export const LINK_ASSET = 'EGM-0042';
export const LINK_SECRET = 'secret-of-the-machine';
const DESIGNATION = '000042';

/** Certificates of a casino's own authority, for tests only; their keys are no secret. */
export function tlsFile(name: string): string {
  return readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');
}

const decode = jsonDecoder(KioskMessage, EGM_LINK_MAX_BYTES);

/** What a test may leave out: an order and a question are for the board that is plugged in. */
type Query = Extract<BridgeMessage, { type: 'transfer.query' }>;
type Said = BridgeMessage | (Pick<Query, 'type' | 'transferId'> & Partial<Query>);

type MessageOf<T extends KioskMessage['type']> = Extract<KioskMessage, { type: T }>;

export class LinkBridge {
  /** Everything that kiosks sent, oldest first. */
  readonly received: KioskMessage[] = [];
  /** The test may change this: who is let in, how codes are answered, whether results and notes are acknowledged. */
  secret = LINK_SECRET;
  enabled = true;
  codeLifetimeMs = 60_000;
  /** It is read anew for each heartbeat, and told to each kiosk that links. */
  heartbeatMs = 500;
  codes: 'issue' | 'silent' | Extract<BridgeMessage, { type: 'code.failed' }>['reason'] = 'issue';
  acknowledge = true;
  /** False: a kiosk that says hello waits until {@link welcome} is called. */
  welcomesAtOnce = true;
  /** False: it refuses connections, as if no program listened. */
  reachable = true;
  /** The code with which the last link ended; 1006: it was cut. */
  lastCloseCode = 0;
  /** What it answers to a kiosk that tells how far its memories go. */
  agrees = true;
  /** The highest id whose result it has acknowledged: it may not know ids above this one. */
  tellAfter: string | null = null;
  noteTellAfter: NoteId | null = null;
  #board: BoardMemory = { serial: 'none yet', memoryId: '00000000' };
  #issued = 0;
  #socket: WebSocket | null = null;
  readonly #http: Server;
  readonly #origin: string;
  #heartbeat: NodeJS.Timeout;

  private constructor(http: Server, origin: string) {
    this.#http = http;
    this.#origin = origin;
    const links = new WebSocketServer({
      noServer: true,
      maxPayload: EGM_LINK_MAX_BYTES,
      handleProtocols: (offered) => (offered.has(EGM_LINK_SUBPROTOCOL) ? EGM_LINK_SUBPROTOCOL : false),
    });
    http.on('upgrade', (request, socket, head) => {
      if (!this.reachable) {
        socket.destroy();
        return;
      }
      const expected = `Basic ${Buffer.from(`${LINK_ASSET}:${this.secret}`).toString('base64')}`;
      if (request.headers.authorization !== expected) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        return;
      }
      links.handleUpgrade(request, socket, head, (link) => this.#accept(link));
    });
    this.#heartbeat = this.#nextBeat();
  }

  /** @param certificate null: plain text. The name of one in tls/, and how it is offered. */
  static async start(certificate: string | null = null, options: TlsOptions = {}): Promise<LinkBridge> {
    const http =
      certificate === null
        ? createServer()
        : createTlsServer({
            ...options,
            cert: tlsFile(`${certificate}.pem`),
            key: tlsFile(`${certificate}.key.pem`),
          });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new LinkBridge(http, certificate === null ? 'ws://127.0.0.1' : 'wss://localhost');
  }

  get url(): string {
    return `${this.#origin}:${(this.#http.address() as AddressInfo).port}${EGM_LINK_PATH}`;
  }

  /** The board that the kiosk last told of. */
  get board(): BoardMemory {
    return this.#board;
  }

  /** Sends anything, text or binary. */
  sendRaw(data: string | Buffer): void {
    if (this.#socket === null) throw new Error('no kiosk is linked');
    this.#socket.send(data);
  }

  send(message: Said): void {
    if (this.#socket === null) throw new Error('no kiosk is linked');
    const usual = {
      board: this.#board,
      ...('transferId' in message && { fundingId: `f-${message.transferId}` }),
    };
    this.#socket.send(JSON.stringify(message.type === 'transfer.query' ? { ...usual, ...message } : message));
  }

  order(transferId: string, minor: number, lifetimeMs = 30_000, fundingId = `f-${transferId}`): void {
    const amount = { minor, currency: 'USD' };
    this.send({ type: 'transfer.order', transferId, fundingId, amount, board: this.#board, lifetimeMs });
  }

  welcome(): void {
    this.send({
      type: 'welcome',
      asset: LINK_ASSET,
      designation: DESIGNATION,
      tellAfter: this.tellAfter,
      noteTellAfter: this.noteTellAfter,
      enabled: this.enabled,
      currency: 'USD',
      heartbeatMs: this.heartbeatMs,
    });
  }

  /** Destroys the connection and refuses new ones until {@link reachable} is set again. */
  cut(): void {
    this.reachable = false;
    this.#socket?.terminate();
    this.#socket = null;
  }

  of<T extends KioskMessage['type']>(type: T): MessageOf<T>[] {
    return this.received.filter((message): message is MessageOf<T> => message.type === type);
  }

  /** The first message of the type that passes, whether it came already or is still to come. */
  async expect<T extends KioskMessage['type']>(
    type: T,
    passes: (message: MessageOf<T>) => boolean = () => true,
  ): Promise<MessageOf<T>> {
    return waitFor(`the kiosk's ${type}`, () => this.of(type).find(passes));
  }

  async result(transferId: string): Promise<TransferOutcome> {
    return (await this.expect('transfer.result', (message) => message.transferId === transferId)).result;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#heartbeat);
    this.cut();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  #nextBeat(): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#socket?.readyState === this.#socket?.OPEN) this.#socket?.ping();
      this.#heartbeat = this.#nextBeat();
    }, this.heartbeatMs);
  }

  #accept(link: WebSocket): void {
    this.#socket?.terminate();
    this.#socket = link;
    link.on('error', () => link.terminate());
    link.on('close', (code) => {
      this.lastCloseCode = code;
    });
    link.on('message', (data: Buffer) => {
      if (this.#socket === link) this.#receive(decode(data.toString('utf8')));
    });
  }

  #receive(message: KioskMessage): void {
    this.received.push(message);
    if ('cabinet' in message) this.#board = boardOf(message.cabinet) ?? this.#board;
    switch (message.type) {
      case 'memory':
        this.#board = message.board;
        this.send({ type: 'memory.compared', board: message.board, agreed: this.agrees });
        return;
      case 'hello':
        if (this.welcomesAtOnce) this.welcome();
        return;
      case 'code.request':
        this.#answerCode(message.requestId);
        return;
      case 'transfer.result':
        if (this.acknowledge) {
          const { transferId } = message;
          this.send({ type: 'transfer.acknowledged', transferId });
          const isOurs = designationOf(transferId) === DESIGNATION;
          if (isOurs && transferId > (this.tellAfter ?? '')) this.tellAfter = transferId;
        }
        return;
      case 'note':
        if (this.acknowledge) {
          const { memoryId, note } = message;
          this.noteTellAfter = { memoryId, eventId: note.eventId };
          this.send({ type: 'note.acknowledged', ...this.noteTellAfter });
        }
        return;
      case 'cabinet':
      case 'transfer.open':
    }
  }

  #answerCode(requestId: number): void {
    if (this.codes === 'silent') return;
    if (this.codes !== 'issue') {
      this.send({ type: 'code.failed', requestId, reason: this.codes, retryAfterMs: 0 });
      return;
    }
    this.#issued += 1;
    const url = `https://pay.example/?token=${this.#issued}`;
    this.send({ type: 'code.issued', requestId, url, lifetimeMs: this.codeLifetimeMs });
  }
}
