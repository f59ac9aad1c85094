/** Pages that only say something: the code, or the visit, can not be used (any more). */
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import type { Machine, Page } from './layout.ts';

function notice(status: number, machine: Machine | null, icon: Markup, title: string, text: string): Page {
  return {
    status,
    machine,
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

const SCAN_AGAIN = 'Scan the code that the machine shows now.';

export const expiredCode = (machine: Machine): Page =>
  notice(410, machine, ICONS.clock, 'This code has expired', `Nothing was taken. ${SCAN_AGAIN}`);

export const usedCode = (machine: Machine): Page =>
  notice(410, machine, ICONS.check, 'This code was already used', `A code adds money once. ${SCAN_AGAIN}`);

export const codeInUse = (machine: Machine): Page =>
  notice(
    409,
    machine,
    ICONS.hand,
    'A payment with this code is under way',
    'Do not pay again. Look at the machine, or ask an attendant.',
  );

export const unknownCode = (): Page =>
  notice(404, null, ICONS.cross, 'This is not a code of ours', SCAN_AGAIN);

export const visitOver = (): Page =>
  notice(410, null, ICONS.clock, 'This visit is over', `Nothing was taken. ${SCAN_AGAIN}`);

export const left = (machine: Machine): Page =>
  notice(200, machine, ICONS.check, 'Payment cancelled', 'Nothing was taken. You can close this page.');
