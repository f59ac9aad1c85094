/** A door before the service of a rail: it counts what is asked there, and may change what is answered. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

export interface ServiceDoor {
  /** The address that a rail asks instead of its service. */
  readonly url: string;
  asked(): number;
  /** From now on. @param change is given the body of each answer. */
  answerWith(change: (body: string) => string): void;
  close(): Promise<void>;
}

/** Forwards POST requests with their credentials. Where the service cuts its connection, so does the door. */
export async function openServiceDoor(service: () => string): Promise<ServiceDoor> {
  let asked = 0;
  let change = (body: string): string => body;
  const forward = async (asking: IncomingMessage, answering: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of asking) chunks.push(chunk as Buffer);
    const { authorization = '', 'content-type': type = '' } = asking.headers;
    const answer = await request(`${service()}${asking.url}`, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body: Buffer.concat(chunks),
    });
    answering.writeHead(answer.statusCode, { 'content-type': 'application/json' });
    answering.end(change(await answer.body.text()));
  };
  const door = createServer((asking, answering) => {
    asked++;
    forward(asking, answering).catch(() => asking.socket.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    asked: () => asked,
    answerWith(next) {
      change = next;
    },
    async close() {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}
