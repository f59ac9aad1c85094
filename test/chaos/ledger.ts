/**
 * The bridge as the chaos tests know it: a ledger of orders and notes behind the real messages of egm-link. It never
 * orders an id twice by itself; it asks about what is open, and an operator about a board that was the machine's before,
 * as docs/egm-link.md says. What it is told is checked at once against what the boards really did [exactly-once]
 * [confirmed-only] [stacked-notes].
 */
import { jsonDecoder } from '../../protocol/decode.ts';
import { isSameBoard, type BoardMemory, type NoteEvent, type NoteId } from '../../protocol/cabinet.ts';
import { EGM_LINK_MAX_BYTES, KioskMessage, type BridgeMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import type { Clock } from '../../hardware/clock.ts';

const decode = jsonDecoder(KioskMessage, EGM_LINK_MAX_BYTES);

const ASK_EVERY_MS = 2_000;
const HEARTBEAT_MS = 1_000;
const CODE_LIFETIME_MS = 60_000;
/** Two boards that take turns are a question to an operator, who takes that long. */
const OPERATOR_ANSWERS_MS = 1_500;

interface Order {
  transferId: TransferId;
  amount: Money;
  /** Only its word on this order counts. */
  board: BoardMemory;
  result: TransferOutcome | null;
}

export interface LedgerPorts {
  clock: Clock;
  /** What a board really did with that id: an outcome, pending, or null where no board knows it. */
  truth: (transferId: TransferId) => TransferOutcome | 'pending' | null;
  /** Whether this message of the bridge, or acknowledgement, is lost on its way. */
  loses: () => boolean;
  /** Whether the kiosk may have lost why it refused an order: then another reason is no contradiction. */
  reasonMayBeLost: () => boolean;
}

export class Ledger {
  readonly orders = new Map<TransferId, Order>();
  /** Note events by memory id and event id. */
  readonly notes = new Map<string, NoteEvent>();
  #sendText: ((text: string) => void) | null = null;
  #ping: (() => void) | null = null;
  #issued = 0;
  /** The board about which kiosk and ledger agreed last: orders go to it. */
  #board: BoardMemory | null = null;
  /** All that the kiosk ever told of, the last one last. */
  readonly #boards: BoardMemory[] = [];
  #link = 0;
  readonly #ports: LedgerPorts;

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
    const ask = (): void => {
      this.#askAboutOpen();
      ports.clock.after(ASK_EVERY_MS, ask);
    };
    const beat = (): void => {
      this.#ping?.();
      ports.clock.after(HEARTBEAT_MS, beat);
    };
    ask();
    beat();
  }

  get linked(): boolean {
    return this.#sendText !== null;
  }

  get open(): Order[] {
    return [...this.orders.values()].filter((order) => order.result === null);
  }

  /** A kiosk connected; it is welcomed when it has said hello. */
  connected(sendText: (text: string) => void, ping: () => void): void {
    this.#link += 1;
    this.#sendText = sendText;
    this.#ping = ping;
  }

  disconnected(): void {
    this.#sendText = null;
    this.#ping = null;
  }

  /** @param afterMs when each copy of the order leaves: none but one at once, unless another node sends it late. */
  order(minor: number, lifetimeMs: number, afterMs: number[]): void {
    const board = this.#board;
    if (board === null) return;
    const transferId = `000042-${String(this.orders.size + 1).padStart(10, '0')}`;
    const fundingId = `f-${transferId}`;
    const amount = { minor, currency: 'USD' };
    this.orders.set(transferId, { transferId, amount, board, result: null });
    for (const ms of afterMs) {
      this.#ports.clock.after(ms, () =>
        this.#send({ type: 'transfer.order', transferId, fundingId, amount, board, lifetimeMs }),
      );
    }
  }

  received(text: string): void {
    const message = decode(text);
    switch (message.type) {
      case 'hello':
        this.#send({
          type: 'welcome',
          asset: 'EGM-0042',
          designation: '000042',
          // They count as sent from the beginning, though a copy may still leave.
          tellAfter: [...this.orders.keys()].at(-1) ?? null,
          noteTellAfter: this.#lastNote,
          enabled: true,
          currency: 'USD',
          heartbeatMs: HEARTBEAT_MS,
        });
        this.#askAboutOpen();
        return;
      case 'memory':
        this.#compare(message.board);
        return;
      case 'code.request':
        this.#issued += 1;
        this.#send({
          type: 'code.issued',
          requestId: message.requestId,
          url: `https://pay.example/?token=${this.#issued}`,
          lifetimeMs: CODE_LIFETIME_MS,
        });
        return;
      case 'transfer.result':
        this.#result(message);
        return;
      case 'note':
        this.#note(message.memoryId, message.note);
        return;
      case 'cabinet':
      case 'transfer.open':
    }
  }

  /** A board that was there before another one closes the machine until an operator has answered for it. */
  #compare(board: BoardMemory): void {
    const isBack = this.#boards.slice(0, -1).some((other) => isSameBoard(other, board));
    const agreed = !isBack || isSameBoard(this.#boards.at(-1) ?? null, board);
    this.#boards.push(board);
    this.#board = agreed ? board : null;
    this.#send({ type: 'memory.compared', board, agreed });
    if (agreed) return;
    const link = this.#link;
    this.#ports.clock.after(OPERATOR_ANSWERS_MS, () => {
      if (this.#link !== link || !isSameBoard(this.#boards.at(-1) ?? null, board)) return;
      this.#board = board;
      this.#send({ type: 'memory.compared', board, agreed: true });
    });
  }

  #result({
    transferId,
    result,
    board,
    fundingId,
  }: Extract<KioskMessage, { type: 'transfer.result' }>): void {
    const order = this.orders.get(transferId);
    if (order === undefined) throw new Error(`a result for ${transferId}, which was never ordered`);
    if (fundingId !== null && fundingId !== `f-${transferId}`)
      throw new Error(`${transferId} is of ${fundingId}`);
    if (board === null ? result.outcome === 'credited' : !isSameBoard(board, order.board)) {
      throw new Error(`another board answered for ${transferId} [confirmed-only]`);
    }
    const [before, now] = [JSON.stringify(order.result), JSON.stringify(result)];
    const bothRefused = order.result?.outcome === 'refused' && result.outcome === 'refused';
    if (order.result !== null && before !== now && !(bothRefused && this.#ports.reasonMayBeLost())) {
      throw new Error(`${transferId} was ${before} and is now said to be ${now} [confirmed-only]`);
    }
    const truth = this.#ports.truth(transferId);
    if (result.outcome === 'credited' && JSON.stringify(truth) !== now) {
      throw new Error(
        `${transferId} is said to be ${now}, but the board says ${JSON.stringify(truth)} [confirmed-only]`,
      );
    }
    if (result.outcome === 'refused' && (truth === 'pending' || truth?.outcome === 'credited')) {
      throw new Error(
        `${transferId} is said to be refused, but the board says ${JSON.stringify(truth)} [confirmed-only]`,
      );
    }
    order.result = result;
    if (!this.#ports.loses()) this.#send({ type: 'transfer.acknowledged', transferId });
  }

  get #lastNote(): NoteId | null {
    const [memoryId, eventId] = [...this.notes.keys()].at(-1)?.split(' ') ?? [];
    return memoryId === undefined ? null : { memoryId, eventId: Number(eventId) };
  }

  #note(memoryId: string, note: NoteEvent): void {
    const key = `${memoryId} ${note.eventId}`;
    const before = this.notes.get(key);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(note)) {
      throw new Error(`the note ${key} is another one now [stacked-notes]`);
    }
    this.notes.set(key, note);
    if (!this.#ports.loses()) this.#send({ type: 'note.acknowledged', memoryId, eventId: note.eventId });
  }

  #askAboutOpen(): void {
    for (const { transferId, board } of this.open)
      this.#send({ type: 'transfer.query', transferId, fundingId: `f-${transferId}`, board });
  }

  #send(message: BridgeMessage): void {
    this.#sendText?.(JSON.stringify(message));
  }
}
