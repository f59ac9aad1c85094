/** The kiosk's end of the virtual cabinet's loopback socket: a {@link Transport} like the one over HID. */
import { connect, type Socket } from 'node:net';
import { OpenError, type OpenTransport, type Receiver, type Transport } from './report-transport.ts';
import { ENQUIRY, frameForSocket, Greeting, ReportSplitter } from './loopback-reports.ts';

/** Opens the virtual cabinet that listens on this loopback port. */
export function openLoopback(port: number): OpenTransport {
  return async (receiver) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.write(Uint8Array.of(ENQUIRY));
    const rest = await greeted(socket);
    return new SocketTransport(socket, rest, receiver);
  };
}

/** @returns the bytes that came after the greeting. @throws {OpenError} */
async function greeted(socket: Socket): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const refuse = (code: 'ABSENT' | 'CANNOT_OPEN', message: string, cause?: Error): void => {
      socket.removeAllListeners();
      socket.on('error', () => undefined).destroy();
      reject(new OpenError(code, message, { cause }));
    };
    socket.once('error', (error) => refuse('ABSENT', 'no virtual cabinet listens', error));
    socket.once('close', () => refuse('ABSENT', 'the virtual cabinet is off or unplugged'));
    socket.once('data', (bytes: Buffer) => {
      if (bytes[0] !== Greeting.OPEN) {
        refuse('CANNOT_OPEN', 'another kiosk holds the virtual cabinet');
        return;
      }
      socket.removeAllListeners();
      resolve(bytes.subarray(1));
    });
  });
}

class SocketTransport implements Transport {
  readonly #socket: Socket;

  constructor(socket: Socket, rest: Uint8Array, receiver: Receiver) {
    this.#socket = socket;
    const splitter = new ReportSplitter();
    let cause = new Error('the virtual cabinet was unplugged or lost its power');
    const take = (bytes: Uint8Array): void => {
      for (const report of splitter.push(bytes)) receiver.report(report);
    };
    socket.on('data', take);
    socket.on('error', (error) => {
      cause = error;
    });
    socket.on('close', () => receiver.lost(cause));
    take(rest);
  }

  async write(report: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(frameForSocket(report), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => undefined);
    if (this.#socket.closed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.destroy();
    });
  }
}
