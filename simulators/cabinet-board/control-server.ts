/** The control port of control.ts: loopback HTTP for hands that act on the virtual cabinet. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import { isFromProgram } from '../../protocol/loopback-door.ts';
import type { VirtualCabinet } from './virtual-cabinet.ts';
import { VirtualCabinetAction } from './control.ts';

const MAX_BYTES = 4_096;
const decodeAction = jsonDecoder(VirtualCabinetAction, MAX_BYTES);

export function controlServer(cabinet: VirtualCabinet): Server {
  return createServer((request, response) => {
    handle(cabinet, request, response).catch((error: unknown) => {
      if (error instanceof DecodeError) refuse(response, 400, error.code, error.message);
      else refuse(response, 500, 'INTERNAL', error instanceof Error ? error.message : 'internal error');
    });
  });
}

async function handle(
  cabinet: VirtualCabinet,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isFromProgram(request.headers, request.socket.localPort)) {
    refuse(response, 403, 'NOT_LOCAL', 'the control port is for programs on this machine, not for web pages');
    return;
  }
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /state') answer(response, 200, cabinet.state);
  else if (route === 'GET /watch') watch(cabinet, response);
  else if (route === 'POST /actions') {
    cabinet.act(decodeAction(await bodyOf(request)));
    answer(response, 200, cabinet.state);
  } else refuse(response, 404, 'NOT_FOUND', 'there are /state, /watch and /actions');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new DecodeError('TOO_LARGE', `an action of more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function watch(cabinet: VirtualCabinet, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let last = '';
  const send = (): void => {
    const data = JSON.stringify(cabinet.state);
    if (data === last) return;
    last = data;
    response.write(`event: state\ndata: ${data}\n\n`);
  };
  send();
  cabinet.on('change', send);
  response.on('close', () => cabinet.off('change', send));
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  answer(response, status, { error: { code, message } });
}
