/** A virtual display whose picture is read from outside, so that it can be read whatever the programs on it do. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { CodeReader } from '../../../demo/desk/code-reader.ts';
import { type Display, startVirtualDisplay } from '../../../tools/display.ts';

/** Where the fields of an XWD header lie, in 32-bit big-endian words (X11/XWDFile.h). */
const XWD = { headerSize: 0, width: 4, height: 5, bytesPerLine: 12, colours: 19 } as const;
const XWD_COLOUR_BYTES = 12;

export class XScreen {
  readonly #display: Display;
  readonly #directory: string;
  readonly #reader: CodeReader;

  private constructor(display: Display, directory: string, reader: CodeReader) {
    this.#display = display;
    this.#directory = directory;
    this.#reader = reader;
  }

  static async start(): Promise<XScreen> {
    const directory = await mkdtemp(path.join(tmpdir(), 'topper-screen-'));
    const display = await startVirtualDisplay(['-fbdir', directory]);
    return new XScreen(display, directory, await CodeReader.load());
  }

  /** As of the environment variable `DISPLAY`. */
  get name(): string {
    return this.#display.env['DISPLAY'] ?? '';
  }

  /** What a phone reads off the screen now; null when there is nothing to read. */
  async code(): Promise<string | null> {
    return (await this.#reader.read(await this.#picture()))?.text ?? null;
  }

  async stop(): Promise<void> {
    await this.#display.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #picture(): Promise<Buffer> {
    const file = await readFile(path.join(this.#directory, 'Xvfb_screen0'));
    const field = (word: number): number => file.readUInt32BE(word * 4);
    const [width, height, bytesPerLine] = [field(XWD.width), field(XWD.height), field(XWD.bytesPerLine)];
    const start = field(XWD.headerSize) + field(XWD.colours) * XWD_COLOUR_BYTES;
    const png = new PNG({ width, height });
    for (let y = 0; y < height; y += 1) {
      file.copy(png.data, y * width * 4, start + y * bytesPerLine, start + y * bytesPerLine + width * 4);
    }
    for (let alpha = 3; alpha < png.data.length; alpha += 4) png.data[alpha] = 0xff;
    return PNG.sync.write(png, { deflateLevel: 1 });
  }
}
