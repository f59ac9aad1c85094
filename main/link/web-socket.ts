import { rootCertificates } from 'node:tls';
import { WebSocket, type ClientOptions } from 'ws';
import { EGM_LINK_MAX_BYTES, EGM_LINK_SUBPROTOCOL, EgmLinkClose } from '../../protocol/egm-link.ts';
import type { Dial } from './dial.ts';
import type { LinkCredentials } from '../settings/link-credentials.ts';
import type { LinkLoss } from './link-state.ts';

/** To connect, TLS and the upgrade included. */
const CONNECT_MS = 5_000;

/** How long a peer may take to answer a close before its socket is destroyed. */
const CLOSE_MS = 1_000;

/** Dials the bridge over a WebSocket. @param url already checked against S2. */
export function dialBridge(
  { url, asset }: { url: string; asset: string },
  { secret, authorities }: LinkCredentials,
): Dial {
  const options: ClientOptions & { closeTimeout: number } = {
    headers: { authorization: `Basic ${Buffer.from(`${asset}:${secret}`).toString('base64')}` },
    handshakeTimeout: CONNECT_MS,
    maxPayload: EGM_LINK_MAX_BYTES,
    perMessageDeflate: false,
    closeTimeout: CLOSE_MS,
    minVersion: 'TLSv1.2', // S2
    ...(authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }),
  };
  return (events) => {
    const socket = new WebSocket(url, EGM_LINK_SUBPROTOCOL, options);
    let [opened, ended] = [false, false];
    const end = (loss: LinkLoss, detail: string): void => {
      if (ended) return;
      ended = true;
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
      if (isBinary) end('PROTOCOL', 'a binary message');
      else events.message(textOf(data));
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      const status = response.statusCode ?? 0;
      end(status === 401 || status === 403 ? 'REFUSED' : 'UNREACHABLE', `the bridge answered ${status}`);
    });
    socket.on('error', (error) => end(opened ? 'CLOSED' : connectLoss(error), error.message));
    socket.on('close', (code) => end(lossOf(code), `closed with ${code}`));
    return {
      send: (text) => socket.send(text),
      close(code, reason) {
        ended = true;
        if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
        else socket.close(code, reason.slice(0, 100)); // ends by itself where the peer does not answer
      },
    };
  };
}

function connectLoss(error: Error): LinkLoss {
  const outOfTime = ['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'];
  return 'code' in error && outOfTime.includes(String(error.code)) ? 'CLOCK' : 'UNREACHABLE';
}

function lossOf(closeCode: number): LinkLoss {
  if (closeCode === EgmLinkClose.REPLACED) return 'REPLACED';
  if (closeCode === EgmLinkClose.PROTOCOL_ERROR) return 'PROTOCOL';
  return 'CLOSED';
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
