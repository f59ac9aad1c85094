/** The few pictures of the microsite, drawn in place: nothing is loaded from anywhere. */
import { Markup } from './html.ts';

const svg = (body: string): Markup =>
  new Markup(
    `<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`,
  );

export const ICONS = {
  mark: svg('<path d="M4 13a8 8 0 0 1 16 0"/><path d="M8 13a4 4 0 0 1 8 0"/><path d="M12 13v6"/>'),
  machine: svg(
    '<rect x="5" y="3" width="14" height="18" rx="3"/><rect x="8" y="7" width="8" height="5" rx="1"/><path d="M9 16h6"/>',
  ),
  bank: svg('<path d="M4 10 12 5l8 5"/><path d="M6 10v7M10 10v7M14 10v7M18 10v7M4 19h16"/>'),
  chevron: svg('<path d="m9 6 6 6-6 6"/>'),
  back: svg('<path d="m15 6-6 6 6 6"/>'),
  lock: svg('<rect x="6" y="11" width="12" height="9" rx="2"/><path d="M9 11V8a3 3 0 0 1 6 0v3"/>'),
  check: svg('<path d="m6 12.5 4 4 8-9"/>'),
  cross: svg('<path d="m7.5 7.5 9 9M16.5 7.5l-9 9"/>'),
  hand: svg('<path d="M12 7v6M12 16.5v.5"/>'),
  clock: svg('<circle cx="12" cy="12" r="8"/><path d="M12 8v4l3 2"/>'),
} as const;
