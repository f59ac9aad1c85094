/** The glass. Door: preload/contract.ts. This file puts it together; app.tsx draws it. */
import { render } from 'preact';
import type { GlassBridge } from '../preload/contract.ts';
import { App } from './app.tsx';
import { PaintReporter } from './paint-reporter.ts';
import './style/glass.css';

declare global {
  interface Window {
    readonly topper: GlassBridge;
  }
}

const bridge = window.topper;
const clock = {
  now: () => performance.now(),
  setTimeout: (run: () => void, ms: number) => window.setTimeout(run, ms),
  clearTimeout: (handle: number) => window.clearTimeout(handle),
};
const frames = {
  request: (run: () => void) => window.requestAnimationFrame(run),
  cancel: (handle: number) => window.cancelAnimationFrame(handle),
};
const reporter = new PaintReporter(frames, (report) => bridge.painted(report));

render(<App bridge={bridge} clock={clock} reporter={reporter} />, document.body);
