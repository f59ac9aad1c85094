/** What every page of the microsite has around it. */
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import { MICROSITE_PATH } from './visit-path.ts';
import type { Texts } from './wording/texts.ts';
import type { Wording } from './wording/wording.ts';

export interface Machine {
  readonly asset: string;
  readonly gameName: string | null;
}

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly machine: Machine | null;
  readonly wording: Wording;
  /** Which of the steps this is, from 1; null where there is nothing to step through. */
  readonly step: number | null;
  /** Set while the page is to be looked at again: names what it shows, so that the reader is told of changes only. */
  readonly live: string | null;
  readonly content: Markup;
}

/** Amount, bank, login, account, review. */
const STEPS = 5;

/** @param other the way to the same page in the other language. */
export function renderPage(page: Page, other: { href: string; wording: Wording } | null): string {
  const { texts, language } = page.wording;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#0f2f2a" />
        <title>${page.title} – ${texts.site}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${MICROSITE_PATH}/microsite.css" />
        <script src="${MICROSITE_PATH}/microsite.js" defer></script>
        ${page.live === null ? null : html`<noscript><meta http-equiv="refresh" content="2" /></noscript>`}
      </head>
      <body>
        <header class="top">
          <div class="brand">
            <span class="brand-mark">${ICONS.mark}</span>
            <span class="brand-name">${texts.site}</span>
            <span class="badge">${texts.noRealMoney}</span>
          </div>
          ${page.machine === null ? null : machineHeader(page.machine, texts)}
        </header>
        <main data-live="${page.live ?? ''}" aria-live="polite">
          ${page.step === null ? null : progress(page.step, texts)} ${page.content}
        </main>
        <footer class="foot">
          <p><span class="foot-lock">${ICONS.lock}</span>${texts.footer}</p>
          ${other === null ? null : otherLanguage(other)}
        </footer>
      </body>
    </html>`.text;
}

function machineHeader(machine: Machine, texts: Texts): Markup {
  return html`<div class="machine">
    <span class="machine-icon">${ICONS.machine}</span>
    <p class="machine-text">
      <span class="machine-label">${texts.addingTo}</span>
      <strong class="machine-name">${machine.gameName ?? texts.machine(machine.asset)}</strong>
      ${machine.gameName === null ? null : html`<span class="machine-asset">${texts.machine(machine.asset)}</span>`}
    </p>
  </div>`;
}

function otherLanguage({ href, wording: { language, name } }: { href: string; wording: Wording }): Markup {
  return html`<a class="language" href="${href}" lang="${language}" hreflang="${language}">${name}</a>`;
}

function progress(step: number, texts: Texts): Markup {
  return html`<div class="progress">
    <p class="progress-text">${texts.progress(step, STEPS)}</p>
    <ol class="progress-bar" aria-hidden="true">
      ${Array.from({ length: STEPS }, (_, index) => html`<li class="${index < step ? 'done' : 'ahead'}"></li>`)}
    </ol>
  </div>`;
}
