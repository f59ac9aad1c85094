/** The HTTP upgrade of the kiosk link: path, subprotocol and per-asset credentials are checked before a socket is. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Value } from 'typebox/value';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { AssetId, EGM_LINK_MAX_BYTES, EGM_LINK_PATH, EGM_LINK_SUBPROTOCOL } from '../../protocol/egm-link.ts';
import { parseBasic } from '../http/basic.ts';
import type { AdmittedMachine, Machines } from '../ledger/machines.ts';
import type { Log } from '../log.ts';

/** How long a kiosk may take to answer a close before its socket is destroyed. */
export const CLOSE_MS = 2_000;

const SOCKETS: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  maxPayload: EGM_LINK_MAX_BYTES,
  perMessageDeflate: false,
  clientTracking: false,
  closeTimeout: CLOSE_MS,
  handleProtocols: () => EGM_LINK_SUBPROTOCOL,
};

export class KioskDoor {
  readonly #machines: Machines;
  readonly #log: Log;
  readonly #admit: (socket: WebSocket, machine: AdmittedMachine) => void;
  readonly #server = new WebSocketServer(SOCKETS);

  constructor(machines: Machines, log: Log, admit: (socket: WebSocket, machine: AdmittedMachine) => void) {
    this.#machines = machines;
    this.#log = log;
    this.#admit = admit;
  }

  /** Listener of the HTTP server's `upgrade` event. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const ignore = () => undefined; // a peer that goes away while we look it up
    socket.on('error', ignore);
    const admit = async () => {
      const verdict = await this.#check(request);
      if ('status' in verdict) {
        refuse(socket, verdict.status);
        return;
      }
      socket.off('error', ignore);
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#admit(ws, verdict));
    };
    admit().catch((error: unknown) => {
      this.#log.error({ err: error }, 'kiosk could not be checked');
      refuse(socket, '503 Service Unavailable');
    });
  };

  async #check(request: IncomingMessage): Promise<AdmittedMachine | { status: string }> {
    const [path] = (request.url ?? '').split('?');
    if (path !== EGM_LINK_PATH) return { status: '404 Not Found' };
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(EGM_LINK_SUBPROTOCOL)) return { status: '400 Bad Request' };
    const credentials = parseBasic(request.headers.authorization);
    if (!credentials || !Value.Check(AssetId, credentials.user)) return { status: '401 Unauthorized' };
    const machine = await this.#machines.authenticate(credentials.user, credentials.password);
    if (machine) return machine;
    this.#log.warn({ asset: credentials.user.slice(0, 40) }, 'kiosk refused: wrong credentials');
    return { status: '401 Unauthorized' };
  }
}

function refuse(socket: Duplex, status: string): void {
  const challenge = status.startsWith('401') ? 'WWW-Authenticate: Basic realm="egm-link"\r\n' : '';
  socket.end(`HTTP/1.1 ${status}\r\n${challenge}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
