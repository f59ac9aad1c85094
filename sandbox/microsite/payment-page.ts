/**
 * What became of a payment, in the player's words [where-the-money-is]. Only the bridge's certainty makes it "declined"
 * [confirmed-only].
 */
import type { Money } from '../../protocol/money.ts';
import type { Payment } from '../payment.ts';
import { html, type Markup } from './html.ts';
import { ICONS } from './icons.ts';
import type { Page } from './layout.ts';
import { refusalOf } from './refusal.ts';
import type { Wording } from './wording/wording.ts';

/** Nobody should look at "adding" for longer than this without being told what to do. */
export const PATIENCE_MS = 12_000;

/** @param retryPath where to start again with the same visit; null when that is over. */
export function paymentPage(
  payment: Payment,
  nowMs: number,
  retryPath: string | null,
  wording: Wording,
): Page {
  const { adding: add, unconfirmed: wait, added: done, declinedTitle } = wording.texts.payment;
  const frame = { status: 200, machine: payment, step: null, wording };
  const open = { ...frame, title: wait.title, live: 'unconfirmed', content: unconfirmed(payment, wording) };
  switch (payment.state) {
    case 'AUTHORIZED':
      return nowMs - payment.createdAt < PATIENCE_MS
        ? { ...frame, title: add.title, live: 'adding', content: adding(payment, wording) }
        : open;
    case 'PENDING':
      return open;
    case 'CAPTURED':
      return { ...frame, title: done.title, live: null, content: added(payment, wording) };
    case 'VOIDED':
      return { ...frame, title: declinedTitle, live: null, content: declined(payment, retryPath, wording) };
  }
}

function adding({ amount }: Payment, { texts, money }: Wording): Markup {
  const { heading, lead } = texts.payment.adding;
  return html`<section class="result">
    <div class="result-icon busy"><span class="spinner"></span></div>
    <h1>${heading(money(amount))}</h1>
    <p class="lead">${lead}</p>
  </section>`;
}

function unconfirmed(payment: Payment, wording: Wording): Markup {
  const { title, doNotPay, lead, hint } = wording.texts.payment.unconfirmed;
  return html`<section class="result">
      <div class="result-icon warn">${ICONS.hand}</div>
      <h1>${title}</h1>
      <p class="lead"><strong>${doNotPay}</strong> ${lead}</p>
      <p class="hint">${hint(wording.money(payment.amount))}</p>
    </section>
    ${receipt(payment, payment.amount, wording)}`;
}

function added(payment: Payment, wording: Wording): Markup {
  const { heading, lead, partly } = wording.texts.payment.added;
  const captured = payment.captured ?? payment.amount;
  const taken = wording.money(captured);
  return html`<section class="result">
      <div class="result-icon good">${ICONS.check}</div>
      <h1>${heading(taken)}</h1>
      <p class="lead">
        ${captured.minor < payment.amount.minor ? partly(wording.money(payment.amount), taken) : lead}
      </p>
    </section>
    ${receipt(payment, captured, wording)}`;
}

function declined(payment: Payment, retryPath: string | null, wording: Wording): Markup {
  const { texts } = wording;
  const { title, advice } = refusalOf(payment, wording);
  return html`<section class="result">
      <div class="result-icon bad">${ICONS.cross}</div>
      <h1>${title}</h1>
      <p class="lead"><strong>${texts.payment.nothingTaken}</strong> ${advice}</p>
      <p class="hint">${texts.payment.reasonCode(payment.code ?? '')}</p>
    </section>
    ${
      retryPath === null
        ? null
        : html`<form method="post" action="${retryPath}">
            <button class="primary">${texts.tryAgain}</button>
          </form>`
    }`;
}

function receipt(payment: Payment, amount: Money, { texts, money }: Wording): Markup {
  const { receipt: say } = texts.payment;
  return html`<dl class="card facts">
    <div>
      <dt>${say.amount}</dt>
      <dd>${money(amount)}</dd>
    </div>
    <div>
      <dt>${say.from}</dt>
      <dd>${payment.account}</dd>
    </div>
    <div>
      <dt>${say.machine}</dt>
      <dd>${payment.asset}</dd>
    </div>
    <div>
      <dt>${say.reference}</dt>
      <dd class="reference">${payment.fundingId}</dd>
    </div>
  </dl>`;
}
