/**
 * The built glass in the real runtime, behind its real door: what main would put on `window.topper` is put there
 * before the page's own script runs, and snapshots go in and paint reports come out through it, as in the product.
 */
import { join } from 'node:path';
import { _electron, type CDPSession, type ElectronApplication, type Page } from 'playwright';
import type {
  GlassBrand,
  GlassBridge,
  GlassSnapshot,
  Locale,
  PaintReport,
  Screen,
} from '../../preload/contract.ts';
import { type BrandReading, NO_BRAND } from '../../main/settings/brand-folder.ts';
import { testRuntime } from '../support/shell/runtime.ts';
import { CHECKOUT } from '../../tools/checkout.ts';
import { HOLD_UNTIL_ATTACHED } from '../support/shell/hold-until-attached.ts';
import type { DisplaySize } from './display-size.ts';
import { snapshotOf } from './samples.ts';
import { serveGlass, type ServedGlass } from './serve.ts';

interface Door {
  push(snapshot: GlassSnapshot): void;
  reports: PaintReport[];
}
type DoorWindow = Window & { door: Door; topper: GlassBridge };

export class GlassWindow {
  readonly page: Page;
  readonly #app: ElectronApplication;
  readonly #devtools: CDPSession;
  readonly #served: ServedGlass;
  readonly #brand: GlassBrand | null;
  #sequence = 0;

  private constructor(
    app: ElectronApplication,
    page: Page,
    devtools: CDPSession,
    served: ServedGlass,
    brand: GlassBrand | null,
  ) {
    this.#brand = brand;
    this.#app = app;
    this.#devtools = devtools;
    this.page = page;
    this.#served = served;
  }

  /** A window of this device pixel ratio; a real one, because an emulated one rounds to CSS pixels. */
  static async open(devicePixelRatio: number, brand: BrandReading = NO_BRAND): Promise<GlassWindow> {
    const { executablePath } = await testRuntime();
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
    const app = await _electron.launch({
      executablePath,
      args: [
        ...HOLD_UNTIL_ATTACHED,
        join(CHECKOUT, 'test/glass/window'),
        `--force-device-scale-factor=${devicePixelRatio}`,
        ...(asRoot ? ['--no-sandbox'] : []),
      ],
    });
    const page = await app.firstWindow();
    const served = await serveGlass(join(CHECKOUT, 'dist/renderer'), brand.files);
    // Still pictures: what moves is tested for moving, not here.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.addInitScript(standInForMain);
    const devtools = await page.context().newCDPSession(page);
    const glass = new GlassWindow(app, page, devtools, served, brand.look);
    await glass.load();
    if (brand.look !== null && brand.look.font !== null) await glass.#hasFontOfBrand();
    return glass;
  }

  /** Loads the page anew, as the main process does after a crash of the renderer. */
  async load(): Promise<void> {
    await this.page.goto(this.#served.url);
    await this.page.evaluate(async () => {
      await Promise.all(
        [500, 700].flatMap((weight) =>
          ['Be Vietnam Pro', 'Noto Sans SC Glass'].map((family) =>
            document.fonts.load(`${weight} 20px "${family}"`, 'Aạ确'),
          ),
        ),
      );
    });
  }

  /** Waits however long it takes: what is measured before that has other letters. */
  async #hasFontOfBrand(): Promise<void> {
    await this.show({ kind: 'starting' }, 'en');
    await this.page.waitForFunction(() =>
      getComputedStyle(document.documentElement).fontFamily.startsWith('Brand'),
    );
  }

  /** @param size of the pixel ratio that the window was opened with. */
  async resize({ width, height, devicePixelRatio }: DisplaySize): Promise<void> {
    const size = {
      width: Math.round(width / devicePixelRatio),
      height: Math.round(height / devicePixelRatio),
    };
    await this.#devtools.send('Emulation.setDeviceMetricsOverride', {
      ...size,
      // The window's own.
      deviceScaleFactor: 0,
      mobile: false,
    });
    await this.page.waitForFunction(
      ({ width, height, ratio }) =>
        window.innerWidth === width && window.innerHeight === height && window.devicePixelRatio === ratio,
      { ...size, ratio: devicePixelRatio },
    );
  }

  /** Shows a screen and waits until the glass reports it painted. */
  async show(screen: Screen, locale: Locale, more: Partial<GlassSnapshot> = {}): Promise<PaintReport> {
    this.#sequence += 1;
    const snapshot = { ...snapshotOf(screen, locale, this.#sequence), brand: this.#brand, ...more };
    return this.page.evaluate(async (snapshot) => {
      const { door } = window as unknown as DoorWindow;
      door.push(snapshot);
      for (;;) {
        const report = door.reports.at(-1);
        if (report?.sequence === snapshot.sequence) return report;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, snapshot);
  }

  /**
   * Shows so many different codes, one a frame, as a day of payments would: every tenth one leads to a credit and is
   * followed by *adding* and *added*. The glass shows a code at the end.
   */
  async rotate(codes: number): Promise<void> {
    const first = this.#sequence + 1;
    this.#sequence += 3 * codes;
    const amount = { minor: 2_000, currency: 'USD' };
    await this.page.evaluate(
      async ({ snapshot, codes, first, amount }) => {
        const { door } = window as unknown as DoorWindow;
        let sequence = first;
        const show = async (screen: Screen) => {
          door.push({ ...snapshot, sequence: sequence++, screen });
          await new Promise((resolve) => requestAnimationFrame(resolve));
        };
        for (let code = 0; code < codes; code += 1) {
          if (code % 10 === 9) {
            await show({ kind: 'adding', amount });
            await show({ kind: 'added', amount, requested: amount });
          }
          const token = Array.from({ length: 330 }, (_, index) => ((first + code) * (index + 7)) % 36);
          const url = `https://pay.example/client?token=${token.map((digit) => digit.toString(36)).join('')}`;
          await show({ kind: 'code', url, lifetimeMs: 120_000, remainingMs: 119_000 });
        }
      },
      { snapshot: snapshotOf({ kind: 'starting' }, 'en'), codes, first, amount },
    );
  }

  /** A PNG of the glass, one pixel for each device pixel. */
  async picture(): Promise<Buffer> {
    const { data } = await this.#devtools.send('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.#served.close();
  }
}

/** Runs in the page, before its own script. */
function standInForMain(): void {
  const listeners = new Set<(snapshot: GlassSnapshot) => void>();
  const door: Door = {
    push: (snapshot) => listeners.forEach((listener) => listener(snapshot)),
    reports: [],
  };
  const topper: GlassBridge = {
    snapshot: () => new Promise(() => undefined),
    onUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    painted: (report) => {
      door.reports = [report];
    },
    touched: () => undefined,
    operator: () => undefined,
  };
  Object.assign(window, { door, topper });
}
