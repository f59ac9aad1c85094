/** A cabinet's two displays without hardware: an X server with the dummy driver whose outputs can be unplugged. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { capture } from '../../tools/command.ts';
import { ensureDebianPackages, TWO_DISPLAYS_PACKAGES } from '../../tools/debian.ts';
import { endTied, spawnTied } from '../../tools/tied-process.ts';

export const GAME = { x: 0, y: 0, width: 1920, height: 1080 };
export const TOPPER = { x: 1920, y: 0, width: 1280, height: 390 };

const CONFIGURATION = `
Section "Device"
  Identifier "dummy"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5.0 - 1000.0
  VertRefresh 5.0 - 200.0
  Modeline "1920x1080" 173.00 1920 2048 2248 2576 1080 1083 1088 1120
  Modeline "1280x390" 40.50 1280 1344 1472 1664 390 391 394 405
EndSection
Section "Screen"
  Identifier "screen"
  Device "dummy"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "1920x1080" "1280x390"
    Virtual 3840 2160
  EndSubSection
EndSection
`;

export class TwoDisplays {
  readonly name: string;
  readonly #directory: string;
  readonly #children: ChildProcess[];

  private constructor(name: string, directory: string, children: ChildProcess[]) {
    this.name = name;
    this.#directory = directory;
    this.#children = children;
  }

  /** Both plugged in, the game on the left and primary. */
  static async start(): Promise<TwoDisplays> {
    await ensureDebianPackages([...TWO_DISPLAYS_PACKAGES, ['openbox']]);
    const directory = await mkdtemp(path.join(tmpdir(), 'topper-displays-'));
    const configuration = path.join(directory, 'xorg.conf');
    await writeFile(configuration, CONFIGURATION);
    const options = [
      '-config',
      configuration,
      '-logfile',
      path.join(directory, 'xorg.log'),
      '-displayfd',
      '3',
    ];
    const quiet = ['-noreset', '-novtswitch', '-sharevts', '-nolisten', 'tcp'];
    const server = spawnTied('/usr/lib/xorg/Xorg', [...options, ...quiet], process.env);
    const lines = createInterface({ input: server.stdio[3] as Readable });
    const [number] = (await once(lines, 'line', { signal: AbortSignal.timeout(20_000) })) as [string];
    lines.close();
    const name = `:${number}`;
    const displays = new TwoDisplays(name, directory, [server]);
    await displays.#xrandr('--addmode', 'DUMMY1', '1280x390');
    await displays.#xrandr('--output', 'DUMMY0', '--mode', '1920x1080', '--primary', '--pos', '0x0');
    await displays.plugTopper();
    displays.#children.unshift(spawnTied('openbox', ['--sm-disable'], { ...process.env, DISPLAY: name }));
    return displays;
  }

  async plugTopper(): Promise<void> {
    await this.#xrandr('--output', 'DUMMY1', '--mode', '1280x390', '--right-of', 'DUMMY0');
    await this.#probe();
  }

  async unplugTopper(): Promise<void> {
    await this.#xrandr('--output', 'DUMMY1', '--off');
    await this.#probe();
  }

  async stop(): Promise<void> {
    for (const child of this.#children) await endTied(child);
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** The dummy driver says that an output is connected once it is in use, and only when it is asked anew. */
  async #probe(): Promise<void> {
    await this.#xrandr('--query');
  }

  async #xrandr(...args: string[]): Promise<void> {
    const { code, stderr } = await capture('xrandr', ['--display', this.name, ...args]);
    if (code !== 0) throw new Error(`xrandr ${args.join(' ')}: ${stderr}`);
  }
}
