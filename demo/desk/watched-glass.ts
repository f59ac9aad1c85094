/** The glass as the desk sees it: the last picture, and the code decoded from it at most four times a second. */
import { EventEmitter } from 'node:events';
import type { CodeReader } from './code-reader.ts';
import type { DecodedCode } from './contract.ts';
import type { Screencast } from './screencast.ts';

const READ_EVERY_MS = 250;

interface GlassEvents {
  picture: [jpeg: Buffer];
  /** What can be read from the picture now; `live` is false while there is no picture. */
  seen: [glass: { live: boolean; code: DecodedCode | null }];
}

export class WatchedGlass extends EventEmitter<GlassEvents> {
  readonly #reader: CodeReader;
  #picture: Buffer | null = null;
  #unread = false;
  #pace: NodeJS.Timeout | null = null;

  constructor(screencast: Screencast, reader: CodeReader) {
    super();
    this.#reader = reader;
    screencast.on('frame', (picture) => {
      this.#picture = picture;
      this.#unread = true;
      this.emit('picture', picture);
      if (this.#pace === null) void this.#read();
    });
    screencast.on('dark', () => {
      this.#picture = null;
      this.emit('seen', { live: false, code: null });
    });
  }

  /** The last picture; null while there is none. */
  get picture(): Buffer | null {
    return this.#picture;
  }

  async #read(): Promise<void> {
    this.#unread = false;
    this.#pace = setTimeout(() => {
      this.#pace = null;
      if (this.#unread) void this.#read();
    }, READ_EVERY_MS);
    if (this.#picture === null) return;
    const code = await this.#reader.read(this.#picture).catch(() => null);
    if (this.#picture !== null) this.emit('seen', { live: true, code });
  }
}
