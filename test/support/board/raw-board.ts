/** A virtual cabinet without a kiosk: a test writes any bytes to it and reads what it sends back. */
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type Request,
} from '../../../hardware/drivers/cabinet-board/codec.ts';
import type {
  AnswerBody,
  RequestBody,
  RequestName,
} from '../../../hardware/drivers/cabinet-board/messages.ts';
import type { Transport } from '../../../hardware/transports/report-transport.ts';
import { type BoardConfiguration, usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import { VirtualCabinet } from '../../../simulators/cabinet-board/virtual-cabinet.ts';
import { chipInProcess } from '../../../simulators/cabinet-board/memory.ts';
import { SimulatedClock } from '../simulated-clock.ts';

export class RawBoard {
  readonly clock = new SimulatedClock();
  readonly cabinet: VirtualCabinet;
  readonly #transport: Transport;
  #received: Message[] = [];
  #sequence = 0;

  constructor(configuration: Partial<BoardConfiguration> = {}) {
    this.cabinet = new VirtualCabinet({
      configuration: { ...usMachine('RAW'), ...configuration },
      chip: chipInProcess(),
      clock: this.clock,
      newMemoryId: () => '0a1b2c3d',
    });
    this.#transport = this.cabinet.open({
      report: (report) => this.#received.push(decodeMessage(report)),
      lost: () => undefined,
    });
  }

  /** Sends any report. @returns what the board sent in answer to it, notices included. */
  async write(report: Uint8Array): Promise<Message[]> {
    await this.#transport.write(report);
    return this.received();
  }

  /** @returns the board's answers to one whole request, in their order. */
  async #answersTo<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<Message[]> {
    const messages = await this.write(this.request(name, body));
    return messages.filter(({ kind }) => kind === 'answer');
  }

  /** Asks, and expects one answer of the same name. */
  async ask<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<AnswerBody<Name>> {
    const [answer, ...more] = await this.#answersTo(name, body);
    if (answer?.name !== name || more.length > 0) throw new Error(`no answer of its own to ${name}`);
    return answer.body as AnswerBody<Name>;
  }

  /** The bytes of a request under the next sequence number. */
  request<Name extends RequestName>(name: Name, body: RequestBody<Name>): Uint8Array {
    this.#sequence += 1;
    return encodeMessage({ kind: 'request', name, sequence: this.#sequence, body } as Request);
  }

  /** What the board has sent since the last look. */
  async received(): Promise<Message[]> {
    await Promise.resolve(); // a report leaves the board in a microtask of its own
    return this.#received.splice(0);
  }

  /** Lets that much simulated time pass. @returns what the board sent meanwhile. */
  async pass(ms: number): Promise<Message[]> {
    await this.clock.run(this.clock.wait(ms), this.clock.now() + ms);
    return this.received();
  }
}
