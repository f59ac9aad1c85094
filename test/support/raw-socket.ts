/** A plain TCP socket for tests of what a program does with any bytes at all. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { waitFor } from './wait.ts';

export class RawSocket {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
    });
  }

  static async to(port: number): Promise<RawSocket> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  get received(): Buffer {
    return this.#received;
  }

  /** @returns all that came, once that many bytes have. */
  async bytes(count: number): Promise<Buffer> {
    await waitFor(`${count} bytes`, () => this.#received.length >= count);
    return this.#received;
  }

  /** @returns all that came, as text, once it matches. */
  async until(pattern: RegExp): Promise<string> {
    return waitFor(String(pattern), () => {
      const text = this.#received.toString('latin1');
      return pattern.test(text) ? text : null;
    });
  }

  /** @returns all that came before the other side closed. */
  async untilClosed(): Promise<Buffer> {
    await waitFor('the other side to close', () => this.#closed);
    return this.#received;
  }

  close(): void {
    this.#socket.destroy();
  }
}
