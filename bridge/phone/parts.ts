/** What every page on a phone is made of. */
import { formatAmount } from '../../protocol/amount-format.ts';
import { currencyDecimals } from '../../protocol/currencies.ts';
import { toDecimal, type Money } from '../../protocol/money.ts';
import { html, type Html } from '../platform/http/html.ts';
import type { PageAccount } from '../rails/pay-page.ts';
import { INTL_LOCALE, LANGUAGES, type Language } from './languages.ts';
import { CATALOGUES } from './texts/catalogues.ts';
import type { PhoneTexts } from './texts/texts.ts';

export interface PhonePage {
  readonly title: string;
  readonly body: Html;
}

export function statement(
  { title, body }: { readonly title: string; readonly body: string },
  more: Html | null = null,
): PhonePage {
  return {
    title,
    body: html`<p>${body}</p>
      ${more}`,
  };
}

/** `$20.00`: all decimals, because this is about the player's money. */
export function moneyIn(language: Language): (amount: Money) => string {
  return (amount) => formatted(amount, language, currencyDecimals(amount.currency));
}

/** `$20`: an amount that is offered has no cents. */
export function wholeMoneyIn(language: Language): (amount: Money) => string {
  return (amount) => formatted(amount, language, 0);
}

function formatted(amount: Money, language: Language, decimals: number): string {
  const { currency } = amount;
  const locale = INTL_LOCALE[language];
  return formatAmount(toDecimal(amount), { locale, currency, decimals, symbol: 'narrowSymbol' });
}

export function nameOf({ bankName, lastFour }: PageAccount, texts: PhoneTexts): string {
  const bank = bankName ?? texts.bankAccount;
  return lastFour === null ? bank : `${bank} ••${lastFour}`;
}

export function hidden(name: string, value: string | number): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** @param casino null: our own name is not shown either: it tells a player nothing. */
export function documentOf({ title, body }: PhonePage, language: Language, casino: string | null): string {
  const texts = CATALOGUES[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}${casino === null ? null : ` · ${casino}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/-/style.css" />
      </head>
      <body>
        ${casino === null ? null : html`<header>${casino}</header>`}
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
        <footer>
          <nav aria-label="${texts.languages}">
            ${LANGUAGES.map((other) => {
              const name = CATALOGUES[other].language;
              return other === language
                ? html`<span lang="${other}" aria-current="true">${name}</span>`
                : html`<a lang="${other}" hreflang="${other}" href="?lang=${other}">${name}</a>`;
            })}
          </nav>
        </footer>
      </body>
    </html>`.text;
}
