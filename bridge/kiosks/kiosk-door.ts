/**
 * The HTTP upgrade of the kiosk link: path, subprotocol and per-asset credentials are checked before there is a socket.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Value } from 'typebox/value';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { AssetId, EGM_LINK_MAX_BYTES, EGM_LINK_PATH, EGM_LINK_SUBPROTOCOL } from '../../protocol/egm-link.ts';
import { parseBasic } from '../platform/http/basic.ts';
import type { RefusedLogins } from '../platform/http/refused-logins.ts';
import type { AdmittedMachine, Machines } from '../ledger/machines.ts';
import type { Log } from '../platform/log.ts';
import type { Arrivals } from './arrivals.ts';

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

interface Ports {
  readonly arrivals: Arrivals;
  readonly machines: Machines;
  readonly log: Log;
  readonly logins: RefusedLogins;
  readonly addressOf: (request: IncomingMessage) => string;
}

interface Refusal {
  readonly status: string;
  /** Headers that tell the caller what to do. */
  readonly headers: readonly string[];
}

const refusal = (status: string, ...headers: string[]): Refusal => ({ status, headers });

export class KioskDoor {
  readonly #ports: Ports;
  readonly #admit: (socket: WebSocket, machine: AdmittedMachine) => void;
  readonly #server = new WebSocketServer(SOCKETS);

  constructor(ports: Ports, admit: (socket: WebSocket, machine: AdmittedMachine) => void) {
    this.#ports = ports;
    this.#admit = admit;
  }

  /** Listener of the HTTP server's `upgrade` event. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const ignore = () => undefined; // the peer may go away while we check its credentials
    socket.on('error', ignore);
    const admit = async () => {
      const verdict = await this.#check(request);
      if ('status' in verdict) {
        refuse(socket, verdict);
        return;
      }
      socket.off('error', ignore);
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#admit(ws, verdict));
    };
    admit().catch((error: unknown) => {
      this.#ports.log.error({ err: error }, 'kiosk could not be checked');
      refuse(socket, refusal('503 Service Unavailable'));
    });
  };

  async #check(request: IncomingMessage): Promise<AdmittedMachine | Refusal> {
    const [path] = (request.url ?? '').split('?');
    if (path !== EGM_LINK_PATH) return refusal('404 Not Found');
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(EGM_LINK_SUBPROTOCOL)) return refusal('400 Bad Request');
    const { arrivals, logins, addressOf } = this.#ports;
    const credentials = parseBasic(request.headers.authorization);
    const checked = await arrivals.admit(async () => this.#authenticate(credentials));
    if (checked === null) return refusal('503 Service Unavailable', 'Retry-After: 1');
    const { machine } = checked;
    if (machine) return machine;
    const waitS = credentials
      ? logins.refused({ door: 'kiosk', principal: credentials.user, address: addressOf(request) })
      : 0;
    if (waitS > 0) return refusal('429 Too Many Requests', `Retry-After: ${waitS}`);
    return refusal('401 Unauthorized', 'WWW-Authenticate: Basic realm="egm-link"');
  }

  async #authenticate(
    credentials: ReturnType<typeof parseBasic>,
  ): Promise<{ readonly machine: AdmittedMachine | null }> {
    if (credentials === null || !Value.Check(AssetId, credentials.user)) return { machine: null };
    const { user, password } = credentials;
    return { machine: await this.#ports.machines.authenticate(user, password) };
  }
}

/** Answers and lets the socket go, whether or not the caller does. */
function refuse(socket: Duplex, { status, headers }: Refusal): void {
  const lines = [`HTTP/1.1 ${status}`, ...headers, 'Connection: close', 'Content-Length: 0', '', ''];
  socket.end(lines.join('\r\n'), () => socket.destroy());
}
