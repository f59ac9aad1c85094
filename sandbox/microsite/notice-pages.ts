/** Pages that only say something: the code, or the visit, cannot be used (any more). */
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import type { Machine, Page } from './layout.ts';
import type { Texts } from './wording/texts.ts';
import type { Wording } from './wording/wording.ts';

function notice(
  status: number,
  machine: Machine | null,
  icon: Markup,
  name: keyof Texts['notices'],
  wording: Wording,
): Page {
  const { title, text } = wording.texts.notices[name];
  return {
    status,
    machine,
    wording,
    title,
    step: null,
    live: null,
    content: html`<section class="result">
      <div class="result-icon calm">${icon}</div>
      <h1>${title}</h1>
      <p class="lead">${text}</p>
    </section>`,
  };
}

export const expiredCode = (machine: Machine, wording: Wording): Page =>
  notice(410, machine, ICONS.clock, 'expiredCode', wording);

/** For another phone than the one that paid. */
export const usedCode = (machine: Machine, wording: Wording): Page =>
  notice(410, machine, ICONS.check, 'usedCode', wording);

/** For another phone than the one that is paying. */
export const codeInUse = (machine: Machine, wording: Wording): Page =>
  notice(409, machine, ICONS.hand, 'codeInUse', wording);

export const unknownCode = (wording: Wording): Page => notice(404, null, ICONS.cross, 'unknownCode', wording);

export const visitOver = (wording: Wording): Page => notice(410, null, ICONS.clock, 'visitOver', wording);

export const left = (machine: Machine, wording: Wording): Page =>
  notice(200, machine, ICONS.check, 'left', wording);

/** For a phone that has been led here to take the demo's certificate, before anything is at stake. */
export const phoneReady = (wording: Wording): Page => notice(200, null, ICONS.check, 'phoneReady', wording);
