/** The hand at the virtual cabinet: does things to it and watches it, over its control port. */
import { setTimeout as delay } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { VirtualCabinetState, type VirtualCabinetAction } from '../simulators/cabinet-board/control.ts';
import { jsonDecoder } from '../protocol/decode.ts';
import { askJson } from './json-over-http.ts';

const decodeState = jsonDecoder(VirtualCabinetState, 1_000_000);
const RETRY_MS = 500;
const DATA = /^data: ?(.*)$/;

export class CabinetHand {
  readonly #control: string;

  constructor(controlUrl: string) {
    this.#control = controlUrl;
  }

  /** @throws {AskError} with status 400 where the cabinet cannot do that now. */
  async act(action: VirtualCabinetAction): Promise<VirtualCabinetState> {
    return askJson(decodeState, new URL('/actions', this.#control), { method: 'POST', body: action });
  }

  /** Tells every state of the cabinet, null while it does not answer, until the signal. */
  async watch(tell: (state: VirtualCabinetState | null) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const answer = await fetch(new URL('/watch', this.#control), { signal });
        if (answer.ok && answer.body) await this.#follow(answer.body, tell);
      } catch {
        // Not there, or gone: told as null, and tried again.
      }
      tell(null);
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One JSON document in one `data` line per server-sent event. */
  async #follow(events: ReadableStream, tell: (state: VirtualCabinetState) => void): Promise<void> {
    for await (const line of createInterface({ input: Readable.fromWeb(events) })) {
      const data = DATA.exec(line)?.[1];
      if (data !== undefined) tell(decodeState(data));
    }
  }
}
