/**
 * Typed IPC over preload/contract.ts; the only user of `ipcMain`. A message counts only when it comes from the glass's
 * own page in its own main frame, and only when its payload fits (S3). Everything else changes nothing.
 */
import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { Logger } from 'pino';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Pushes, Reports, Requests } from '../../preload/contract.ts';
import { GLASS_ORIGIN } from './scheme.ts';

/** What is known about a sender at the door. */
interface Sender {
  sender: WebContents;
  senderFrame: WebFrameMain | null;
}

export class GlassIpc {
  readonly #glass: () => WebContents | null;
  readonly #logger: Logger;

  /** @param glass the one web contents that is listened to, if there is one now. */
  constructor(glass: () => WebContents | null, logger: Logger) {
    this.#glass = glass;
    this.#logger = logger;
  }

  /** Answers a request. The glass's requests carry nothing, and anything they carry is refused. */
  answer<Name extends keyof Requests>(name: Name, answer: () => Requests[Name]['answer']): void {
    ipcMain.handle(name, (event, payload: unknown) => {
      if (!this.#trusted(event, name) || payload !== null) throw new Error('refused');
      return answer();
    });
  }

  /** Listens to a report whose payload fits the schema. */
  on<Name extends keyof Reports>(
    name: Name,
    schema: TSchema,
    listener: (payload: Reports[Name]) => void,
  ): void {
    const validator = Compile(schema);
    ipcMain.on(name, (event, payload: unknown) => {
      if (!this.#trusted(event, name)) return;
      if (!validator.Check(payload)) {
        this.#logger.warn({ channel: name }, 'malformed report of the glass ignored');
        return;
      }
      listener(payload as Reports[Name]);
    });
  }

  push<Name extends keyof Pushes>(name: Name, payload: Pushes[Name]): void {
    const glass = this.#glass();
    if (glass !== null && !glass.isDestroyed() && !glass.isCrashed()) glass.send(name, payload);
  }

  /** Fails closed: a sender we can not identify is not the glass. */
  #trusted(event: Sender, channel: string): boolean {
    const glass = this.#glass();
    const trusted =
      glass !== null &&
      event.sender === glass &&
      event.senderFrame !== null &&
      event.senderFrame === glass.mainFrame &&
      event.senderFrame.origin === GLASS_ORIGIN;
    if (!trusted) this.#logger.warn({ channel }, 'message from a stranger refused');
    return trusted;
  }
}
