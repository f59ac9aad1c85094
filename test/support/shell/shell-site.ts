/** The real kiosk in the real Electron between a scripted bridge and a virtual cabinet, and what it logs. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CabinetProcess, startCabinetProcess } from '../board/cabinet-process.ts';
import { type Kiosk, type KioskSettings, startKiosk } from './kiosk.ts';
import { LINK_ASSET, LINK_SECRET, LinkBridge } from '../kiosk/link-bridge.ts';
import { waitFor } from '../wait.ts';

type LogLine = Record<string, unknown>;

export class ShellSite {
  readonly directory: string;
  readonly bridge: LinkBridge;
  readonly cabinet: CabinetProcess;
  #kiosk: Kiosk | null = null;

  private constructor(directory: string, bridge: LinkBridge, cabinet: CabinetProcess) {
    this.directory = directory;
    this.bridge = bridge;
    this.cabinet = cabinet;
  }

  static async start(): Promise<ShellSite> {
    const directory = await mkdtemp(path.join(tmpdir(), 'topper-shell-'));
    const [bridge, cabinet] = await Promise.all([
      LinkBridge.start(),
      startCabinetProcess(path.join(directory, 'cabinet.nvm')),
    ]);
    return new ShellSite(directory, bridge, cabinet);
  }

  /** @param more sections of its settings. */
  async startKiosk(more: Partial<KioskSettings> = {}): Promise<Kiosk> {
    await this.writeSettings(more);
    return this.startKioskAsItIs();
  }

  /** Starts the kiosk on the settings file as it is. */
  async startKioskAsItIs(): Promise<Kiosk> {
    const kiosk = await startKiosk(this.data, null);
    this.#kiosk = kiosk;
    return kiosk;
  }

  async stopKiosk(): Promise<void> {
    await this.#kiosk?.close();
    this.#kiosk = null;
  }

  /** The kiosk's data directory. */
  get data(): string {
    return path.join(this.directory, 'data');
  }

  /** @returns the kiosk's data directory. */
  async writeSettings(more: Partial<KioskSettings> = {}): Promise<string> {
    const secretFile = path.join(this.directory, 'secret');
    const { data } = this;
    const settings: KioskSettings = {
      link: { url: this.bridge.url, asset: LINK_ASSET, secretFile },
      cabinet: { kind: 'virtual', port: this.cabinet.reportsPort },
      display: { target: 'primary' },
      ...more,
    };
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeFile(secretFile, LINK_SECRET, { mode: 0o600 });
    await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
    return data;
  }

  /** The newest kiosk's first log line of this event that passes, whether it came already or is still to come. */
  async logged(event: string, passes: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    return waitFor(`the log line ${event}`, () =>
      this.#kiosk?.log.find((line) => line['event'] === event && passes(line)),
    );
  }

  async stop(): Promise<void> {
    await this.stopKiosk();
    await Promise.all([this.bridge.stop(), this.cabinet.service.stop()]);
    await rm(this.directory, { recursive: true, force: true });
  }
}
