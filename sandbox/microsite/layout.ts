/** What every page of the microsite has around it. */
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import { MICROSITE_PATH } from './visit-path.ts';

export interface Machine {
  readonly asset: string;
  readonly gameName: string | null;
}

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly machine: Machine | null;
  /** Which of the {@link STEPS} this is, from 1; null where there is nothing to step through. */
  readonly step: number | null;
  /** Set while the page is to be looked at again: names what it shows, so that the reader is told of changes only. */
  readonly live: string | null;
  readonly content: Markup;
}

const STEPS = ['Amount', 'Bank', 'Log in', 'Account', 'Review'] as const;

export function renderPage(page: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#0f2f2a" />
        <title>${page.title} – Sandbox microsite</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${MICROSITE_PATH}/microsite.css" />
        <script src="${MICROSITE_PATH}/microsite.js" defer></script>
        ${page.live === null ? null : html`<noscript><meta http-equiv="refresh" content="2" /></noscript>`}
      </head>
      <body>
        <header class="top">
          <div class="brand">
            <span class="brand-mark">${ICONS.mark}</span>
            <span class="brand-name">Sandbox microsite</span>
            <span class="badge">No real money</span>
          </div>
          ${page.machine === null ? null : machineHeader(page.machine)}
        </header>
        <main data-live="${page.live ?? ''}" aria-live="polite">
          ${page.step === null ? null : progress(page.step)} ${page.content}
        </main>
        <footer class="foot">
          <span class="foot-lock">${ICONS.lock}</span>
          For demonstrations. No bank is contacted.
        </footer>
      </body>
    </html>`.text;
}

function machineHeader(machine: Machine): Markup {
  return html`<div class="machine">
    <span class="machine-icon">${ICONS.machine}</span>
    <p class="machine-text">
      <span class="machine-label">Adding money to</span>
      <strong class="machine-name">${machine.gameName ?? `Machine ${machine.asset}`}</strong>
      ${machine.gameName === null ? null : html`<span class="machine-asset">Machine ${machine.asset}</span>`}
    </p>
  </div>`;
}

function progress(step: number): Markup {
  return html`<div class="progress">
    <p class="progress-text">Step ${step} of ${STEPS.length}</p>
    <ol class="progress-bar" aria-hidden="true">
      ${STEPS.map((_, index) => html`<li class="${index < step ? 'done' : 'ahead'}"></li>`)}
    </ol>
  </div>`;
}
