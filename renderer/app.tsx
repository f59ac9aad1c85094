/** A snapshot in, a screen out. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { GlassBridge, GlassSnapshot, PaintReport } from '../preload/contract.ts';
import type { OperatorAction } from '../preload/operator.ts';
import { useBrand } from './brand/use-brand.ts';
import { drawingOf, type Drawing } from './code/drawing.ts';
import { ExpiryGuard, type GuardClock } from './code/expiry-guard.ts';
import { GlassContext, type Glass } from './frame/glass-context.ts';
import { centred, layoutOf } from './frame/layout.ts';
import { useServiceGesture } from './operator/use-service-gesture.ts';
import type { PaintReporter } from './paint-reporter.ts';
import { receive, type Received } from './received.ts';
import { ScreenOf } from './screens/screen-of.tsx';
import { CATALOGUES } from './texts/catalogues.ts';
import { useViewport } from './use-viewport.ts';

interface AppProps {
  bridge: GlassBridge;
  clock: GuardClock;
  reporter: PaintReporter;
}

export function App({ bridge, clock, reporter }: AppProps) {
  const received = useReceived(bridge, clock);
  const expired = useExpired(received?.deadline ?? null, clock);
  useBrand(received?.snapshot.brand ?? null, received?.snapshot.locale ?? null);
  const viewport = useViewport();
  const layout = useMemo(() => layoutOf(viewport), [viewport]);

  const snapshot = received?.snapshot ?? null;
  const url = snapshot?.screen.kind === 'code' ? snapshot.screen.url : null;
  const symbolText = url ?? testPattern(snapshot);
  const { widthMm = null, heightMm = null } = snapshot?.display ?? {};
  const drawing = useMemo(() => {
    const display = widthMm === null || heightMm === null ? null : { widthMm, heightMm };
    return symbolText === null ? null : drawingOf(symbolText, viewport, layout, display);
  }, [symbolText, viewport, layout, widthMm, heightMm]);

  useLayoutEffect(() => {
    if (!snapshot) return;
    const code = expired
      ? null
      : codeOf(url, drawing, { layout, devicePixelRatio: viewport.devicePixelRatio });
    const problem = url !== null && !expired && drawing === null ? { problem: 'NOT_SCANNABLE' as const } : {};
    reporter.painted({ sequence: snapshot.sequence, code, ...problem });
  }, [snapshot, url, drawing, expired, reporter, layout, viewport]);

  const operate = useCallback((action: OperatorAction) => bridge.operator(action), [bridge]);
  useServiceGesture(useCallback(() => bridge.operator({ act: 'open' }), [bridge]));

  const glass = useMemo(() => ({ layout, devicePixelRatio: viewport.devicePixelRatio }), [layout, viewport]);

  if (!received) return null;
  return (
    <GlassContext.Provider value={glass}>
      <div
        class="topper"
        lang={received.snapshot.locale}
        data-arrangement={layout.arrangement}
        style={propertiesOf(glass)}
      >
        <ScreenOf
          received={received}
          texts={CATALOGUES[received.snapshot.locale]}
          drawing={drawing}
          expired={expired}
          onTouch={() => bridge.touched()}
          onOperator={operate}
        />
      </div>
    </GlassContext.Provider>
  );
}

/** The test code of the operator menu is drawn like any other, and never reported to be read back [verbatim-code]. */
function testPattern(snapshot: GlassSnapshot | null): string | null {
  const screen = snapshot?.screen;
  return screen?.kind === 'operator' && screen.menu.at === 'open' ? screen.menu.page.pattern : null;
}

/** What the style sheets need to know of the layout, in CSS pixels. */
function propertiesOf({ layout: { unit, code, picture }, devicePixelRatio }: Glass) {
  return {
    '--u': `${unit}px`,
    '--code-left': `${code.x / devicePixelRatio}px`,
    '--code-bottom': `${(code.y + code.side) / devicePixelRatio}px`,
    '--picture-left': `${picture.x / devicePixelRatio}px`,
    '--picture-bottom': `${(picture.y + picture.side) / devicePixelRatio}px`,
  };
}

function codeOf(url: string | null, drawing: Drawing | null, glass: Glass): PaintReport['code'] {
  if (url === null || !drawing) return null;
  const { symbol, modulePx, sidePx } = drawing;
  const { x, y, side } = centred(sidePx, glass.layout.code);
  const css = (px: number): number => px / glass.devicePixelRatio;
  return {
    version: symbol.version,
    errorCorrection: symbol.errorCorrection,
    modulePx,
    place: { x: css(x), y: css(y), side: css(side) },
  };
}

function useReceived(bridge: GlassBridge, clock: GuardClock): Received | null {
  const [received, setReceived] = useState<Received | null>(null);
  useEffect(() => {
    const stop = bridge.onUpdate((snapshot) => {
      const now = clock.now();
      setReceived((before) => receive(before, snapshot, now));
    });
    const askedAt = clock.now();
    void bridge.snapshot().then((snapshot) => setReceived((before) => receive(before, snapshot, askedAt)));
    return stop;
  }, [bridge, clock]);
  return received;
}

/** True from the moment the deadline is reached, whatever the main process does [blank-by-itself]. */
function useExpired(deadline: number | null, clock: GuardClock): boolean {
  const [expiredDeadline, setExpiredDeadline] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (deadline === null) return undefined;
    const guard = new ExpiryGuard(clock, () => setExpiredDeadline(deadline));
    guard.watch(deadline);
    return () => guard.stop();
  }, [deadline, clock]);
  return deadline !== null && expiredDeadline === deadline;
}
