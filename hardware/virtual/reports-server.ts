/** The board's end of the loopback socket: lets one kiosk at a time open the virtual cabinet. */
import { createServer, type Server, type Socket } from 'node:net';
import { OpenError, type Transport } from '../transport.ts';
import type { VirtualCabinet } from './cabinet.ts';
import { frameForSocket, Greeting, ReportSplitter } from './reports-socket.ts';

export function reportsServer(cabinet: VirtualCabinet): Server {
  return createServer({ noDelay: true }, (socket) => serve(cabinet, socket));
}

function serve(cabinet: VirtualCabinet, socket: Socket): void {
  socket.on('error', () => socket.destroy());
  let board: Transport;
  try {
    board = cabinet.open({
      report: (report) => socket.write(frameForSocket(report)),
      lost: () => socket.end(),
    });
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    if (error.code === 'CANNOT_OPEN') socket.write(Uint8Array.of(Greeting.TAKEN));
    socket.end();
    return;
  }
  const splitter = new ReportSplitter();
  const close = (): void => void board.close();
  socket.write(Uint8Array.of(Greeting.OPEN));
  socket.on('close', close);
  socket.on('data', (bytes: Buffer) => {
    for (const report of splitter.push(bytes)) {
      board.write(report).catch(() => socket.end());
    }
  });
}
