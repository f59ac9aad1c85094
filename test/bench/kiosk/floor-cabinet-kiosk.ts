/**
 * The kiosk's side of the floor of a funding with a board, as a process: a flush, one report to a virtual cabinet and its
 * answer, another flush, the answer on the WebSocket. Forked with that address, the port of the reports and a directory.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { encodeMessage } from '../../../hardware/drivers/cabinet-board/codec.ts';

const OPEN = 0x05;
const OPENED = 0x06;
/** Every report has this length, behind a byte that says so. */
const REPORT = 64;
const RESPONSE = 0x02;

const [url = '', port = '', directory = ''] = process.argv.slice(2);
const disk = openSync(join(directory, 'flushed'), 'a');
const page = Buffer.alloc(4_096);
const board = connect(Number(port), '127.0.0.1').setNoDelay();
const socket = new WebSocket(url, { perMessageDeflate: false });
let answered = (): void => undefined;
let opened = (): void => undefined;
let begun = 0;
let held: Buffer = Buffer.alloc(0);

const isOpen = new Promise<void>((resolve) => {
  opened = resolve;
});
let waitsForOpen = true;
board.on('data', (chunk: Buffer) => {
  held = Buffer.concat([held, chunk]);
  if (waitsForOpen) {
    if (held[0] !== OPENED) throw new Error(`the cabinet answered ${held[0]}`);
    held = held.subarray(1);
    waitsForOpen = false;
    opened();
  }
  for (; held.length > REPORT; held = held.subarray(REPORT + 1)) if (held[1] === RESPONSE) answered();
});
board.write(Buffer.of(OPEN));

async function credit(): Promise<void> {
  begun += 1;
  const transferId = `000042-${String(begun).padStart(10, '0')}`;
  const body = { transferId, amount: 2_000, currency: 'USD', lifetimeMs: 60_000 };
  const report = encodeMessage({ kind: 'request', name: 'TRANSFER_BEGIN', sequence: begun % 0x10000, body });
  flush();
  await new Promise<void>((resolve) => {
    answered = resolve;
    board.write(Buffer.concat([Buffer.of(report.length), report]));
  });
  flush();
}

function flush(): void {
  writeSync(disk, page);
  fsyncSync(disk);
}

socket.on('message', (data: Buffer) => {
  void credit().then(() => socket.send(data.toString('utf8')));
});
socket.on('open', () => {
  void isOpen.then(() => process.send?.('open'));
});
process.once('disconnect', () => {
  closeSync(disk);
  process.exit(0);
});
