/** The board's end of the loopback socket: lets one kiosk at a time open the virtual cabinet. */
import { createServer, type Server, type Socket } from 'node:net';
import { OpenError, type Transport } from '../../hardware/transports/report-transport.ts';
import type { VirtualCabinet } from './virtual-cabinet.ts';
import {
  ENQUIRY,
  frameForSocket,
  Greeting,
  ReportSplitter,
} from '../../hardware/transports/loopback-reports.ts';

export function reportsServer(cabinet: VirtualCabinet): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes: Buffer) => {
      if (bytes[0] === ENQUIRY) serve(cabinet, socket, bytes.subarray(1));
      else socket.destroy();
    });
  });
}

function serve(cabinet: VirtualCabinet, socket: Socket, rest: Buffer): void {
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
  const take = (bytes: Buffer): void => {
    for (const report of splitter.push(bytes)) {
      board.write(report).catch(() => socket.end());
    }
  };
  socket.on('data', take);
  take(rest);
}
