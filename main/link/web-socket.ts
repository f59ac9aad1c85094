import type { ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { WebSocket, type ClientOptions } from 'ws';
import { EGM_LINK_MAX_BYTES, EGM_LINK_SUBPROTOCOL, EgmLinkClose } from '../../protocol/egm-link.ts';
import type { Dial } from './dial.ts';
import type { LinkCredentials } from '../settings/link-credentials.ts';
import { isUnreadable, lossOfClose } from './close-codes.ts';
import type { LinkLoss } from './link-state.ts';

/** The longest time to connect, TLS and the upgrade included. */
export const CONNECT_MS = 5_000;

/**
 * The longest time for the TCP connection alone. A lost SYN is sent again after a second; the next one would come two
 * seconds later.
 */
export const REACH_MS = 1_200;

/** How long a peer may take to answer a close before its socket is destroyed. */
export const CLOSE_MS = 1_000;

/** A peer that leaves more than this many bytes unread does not read. */
export const MOST_UNDELIVERED = 1_048_576;

/** HTTP statuses with which a bridge refuses the credentials. 429: they were wrong too often. */
const REFUSALS: readonly number[] = [401, 403, 429];

/** Dials the bridge over a WebSocket. @param url already checked: [tls-or-loopback]. */
export function dialBridge(
  { url, asset }: { url: string; asset: string },
  { secret, authorities }: LinkCredentials,
): Dial {
  const options: ClientOptions & { closeTimeout: number } = {
    headers: { authorization: `Basic ${Buffer.from(`${asset}:${secret}`).toString('base64')}` },
    handshakeTimeout: CONNECT_MS,
    finishRequest: reachInTime,
    maxPayload: EGM_LINK_MAX_BYTES,
    perMessageDeflate: false,
    closeTimeout: CLOSE_MS,
    minVersion: 'TLSv1.2', // [tls-or-loopback]
    rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    ...(authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }),
  };
  return (events) => {
    const socket = new WebSocket(url, EGM_LINK_SUBPROTOCOL, options);
    let [opened, ended] = [false, false];
    const close = (code: number, reason: string): void => {
      ended = true;
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
      else socket.close(code, reason.slice(0, 100)); // ends by itself where the peer does not answer
    };
    const end = (loss: LinkLoss, detail: string, code = 1000): void => {
      if (ended) return;
      close(code, detail); // a connection that was given up leaves no socket behind
      events.ended(loss, detail);
    };
    socket.on('open', () => {
      opened = true;
      if (!ended) events.opened();
    });
    socket.on('ping', () => {
      if (!ended) events.heard();
    });
    socket.on('message', (data, isBinary) => {
      if (ended) return;
      if (isBinary) end('PROTOCOL', 'a binary message', EgmLinkClose.PROTOCOL_ERROR);
      else events.message(textOf(data));
    });
    socket.on('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 0;
      end(REFUSALS.includes(status) ? 'REFUSED' : 'UNREACHABLE', `the bridge answered ${status}`);
    });
    socket.on('error', (error) => end(opened ? lossOfError(error) : connectLoss(error), error.message));
    socket.on('close', (code) => end(lossOfClose(code), `closed with ${code}`));
    return {
      send(text) {
        socket.send(text);
        if (socket.bufferedAmount <= MOST_UNDELIVERED) return;
        socket.terminate(); // it would not read a close either
        end('SILENT', 'the bridge does not read');
      },
      close,
    };
  };
}

/** A dial into a network that loses every packet must not go on waiting when the network works again. */
function reachInTime(request: ClientRequest): void {
  request.once('socket', (socket: Socket) => {
    if (!socket.connecting) return;
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      timer ??= setTimeout(() => socket.destroy(new Error(`no connection within ${REACH_MS} ms`)), REACH_MS);
    };
    const done = (): void => clearTimeout(timer);
    socket.once('connect', done).once('close', done);
    if (isIP(request.host) === 0) socket.once('lookup', begin);
    else begin();
  });
  request.end();
}

function lossOfError(error: Error): LinkLoss {
  return isUnreadable(error) ? 'PROTOCOL' : 'CLOSED';
}

function connectLoss(error: Error): LinkLoss {
  const outOfTime = ['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'];
  return 'code' in error && outOfTime.includes(String(error.code)) ? 'CLOCK' : 'UNREACHABLE';
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
