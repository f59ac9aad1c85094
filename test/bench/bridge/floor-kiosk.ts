/** The kiosk's side of the floor of a funding, as a process: says every message back. Forked with the address. */
import { WebSocket } from 'ws';

const socket = new WebSocket(process.argv[2] ?? '', { perMessageDeflate: false });
socket.on('message', (data: Buffer) => socket.send(data.toString('utf8')));
socket.on('open', () => process.send?.('open'));
process.once('disconnect', () => process.exit(0));
