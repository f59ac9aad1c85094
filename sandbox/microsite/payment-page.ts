/** What became of a payment, in the player's words (G7). Only the bridge's certainty makes it "declined" (M2). */
import type { Money } from '../../protocol/money.ts';
import type { Payment } from '../payment.ts';
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import type { Page } from './layout.ts';
import { money } from './money-text.ts';
import { refusalOf } from './refusal.ts';

/** Nobody should look at "adding" for longer than this without being told what to do. */
const PATIENCE_MS = 12_000;

/** @param retryPath where to start again with the same visit; null when that is over. */
export function paymentPage(payment: Payment, nowMs: number, retryPath: string | null): Page {
  const frame = { status: 200, machine: payment, step: null };
  switch (payment.state) {
    case 'AUTHORIZED':
      return nowMs - payment.createdAt < PATIENCE_MS
        ? { ...frame, title: 'Adding to the machine', live: 'adding', content: adding(payment) }
        : { ...frame, title: 'Not confirmed yet', live: 'unconfirmed', content: unconfirmed(payment) };
    case 'PENDING':
      return { ...frame, title: 'Not confirmed yet', live: 'unconfirmed', content: unconfirmed(payment) };
    case 'CAPTURED':
      return { ...frame, title: 'Money added', live: null, content: added(payment) };
    case 'VOIDED':
      return { ...frame, title: 'Declined', live: null, content: declined(payment, retryPath) };
  }
}

function adding(payment: Payment): Markup {
  return html`<section class="result">
    <div class="result-icon busy"><span class="spinner"></span></div>
    <h1>Adding ${money(payment.amount)} to the machine…</h1>
    <p class="lead">This takes a moment. Keep this page open.</p>
  </section>`;
}

function unconfirmed(payment: Payment): Markup {
  return html`<section class="result">
      <div class="result-icon warn">${ICONS.hand}</div>
      <h1>Not confirmed yet</h1>
      <p class="lead">
        <strong>Do not pay again.</strong> Please see an attendant if this page does not change soon.
      </p>
      <p class="hint">We keep asking the machine about your ${money(payment.amount)}.</p>
    </section>
    ${receipt(payment, payment.amount)}`;
}

function added(payment: Payment): Markup {
  const captured = payment.captured ?? payment.amount;
  const partly = captured.minor < payment.amount.minor;
  return html`<section class="result">
      <div class="result-icon good">${ICONS.check}</div>
      <h1>${money(captured)} is on the machine</h1>
      <p class="lead">
        ${
          partly
            ? `You approved ${money(payment.amount)}, the machine took ${money(captured)}. Only ${money(captured)} leaves your account.`
            : 'Have fun. You can close this page.'
        }
      </p>
    </section>
    ${receipt(payment, captured)}`;
}

function declined(payment: Payment, retryPath: string | null): Markup {
  const { title, advice } = refusalOf(payment);
  return html`<section class="result">
      <div class="result-icon bad">${ICONS.cross}</div>
      <h1>${title}</h1>
      <p class="lead"><strong>Nothing was taken from your account.</strong> ${advice}</p>
      <p class="hint">Reason code ${payment.code}</p>
    </section>
    ${
      retryPath === null
        ? null
        : html`<form method="post" action="${retryPath}"><button class="primary">Try again</button></form>`
    }`;
}

function receipt(payment: Payment, amount: Money): Markup {
  return html`<dl class="card facts">
    <div>
      <dt>Amount</dt>
      <dd>${money(amount)}</dd>
    </div>
    <div>
      <dt>From</dt>
      <dd>${payment.account}</dd>
    </div>
    <div>
      <dt>Machine</dt>
      <dd>${payment.asset}</dd>
    </div>
    <div>
      <dt>Reference</dt>
      <dd class="reference">${payment.fundingId}</dd>
    </div>
  </dl>`;
}
