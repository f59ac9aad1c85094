/**
 * Typed IPC over preload/contract.ts. A message counts only when it comes from the glass's
 * own page in its own main frame, and only when its payload fits [checked-at-the-door]. Everything else changes
 * nothing.
 */
import type { IpcMain, WebContents } from 'electron';
import type { Logger } from 'pino';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Pushes, Reports, Requests } from '../../preload/contract.ts';
import { isGlass, type Sender } from './sender.ts';

export class GlassIpc {
  readonly #ipcMain: IpcMain;
  readonly #glass: () => WebContents | null;
  readonly #logger: Logger;

  /** @param glass the one web contents that is listened to, if there is one now. */
  constructor(ipcMain: IpcMain, glass: () => WebContents | null, logger: Logger) {
    this.#ipcMain = ipcMain;
    this.#glass = glass;
    this.#logger = logger;
  }

  /** Answers a request. The glass's requests carry nothing, and anything they carry is refused. */
  answer<Name extends keyof Requests>(name: Name, answer: () => Requests[Name]['answer']): void {
    this.#ipcMain.handle(name, (event, payload: unknown) => {
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
    this.#ipcMain.on(name, (event, payload: unknown) => {
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

  #trusted(event: Sender, channel: string): boolean {
    const trusted = isGlass(event, this.#glass());
    if (!trusted) this.#logger.warn({ channel }, 'message from a stranger refused');
    return trusted;
  }
}
