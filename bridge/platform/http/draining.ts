/**
 * How the server leaves: readiness says so first, while everything still works, so that a load balancer stops sending;
 * then what is new is refused and what is under way is answered; every answer ends its connection, so that no caller's
 * keep-alive holds the process.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './error-answer.ts';
import type { HttpServer } from './server.ts';

/** Answered until the end. */
const HEALTH = new Set(['/healthz', '/readyz']);

/** A caller that does not take its answer by then is left. */
const LAST_ANSWERS_MS = 2_000;

export class Draining {
  readonly #app: HttpServer;
  #begun = false;
  #refusing = false;

  /** Before any route is registered, so that it counts for all of them. */
  constructor(app: HttpServer) {
    this.#app = app;
    app.addHook('onRequest', async (request) => {
      if (!this.#refusing || HEALTH.has(request.routeOptions.url ?? '')) return;
      throw new ApiError(503, 'UNAVAILABLE', 'The bridge is stopping. Nothing was recorded. Try again.');
    });
    app.addHook('onSend', async (_request, reply) => {
      if (this.#begun) reply.header('connection', 'close');
    });
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Resolves when everybody who looks at readiness every `leadMs` knows; from then on new requests are refused. */
  async begin(leadMs: number): Promise<void> {
    this.#begun = true;
    if (leadMs > 0) await delay(leadMs);
    this.#refusing = true;
  }

  /** No new connections. Resolves when the last one has ended. */
  async end(): Promise<void> {
    const impatient = setTimeout(() => this.#app.server.closeAllConnections(), LAST_ANSWERS_MS);
    await this.#app.close();
    clearTimeout(impatient);
  }
}
