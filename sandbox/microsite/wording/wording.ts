/** The languages of the microsite, those of the glass that its players read: texts, and money as it is written in them. */
import { formatMoney, type Money } from '../../../protocol/money.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import type { Texts } from './texts.ts';

export type Language = 'en' | 'es';

export interface Wording {
  readonly language: Language;
  /** Its own name for itself. */
  readonly name: string;
  readonly texts: Texts;
  /** `$20.00` */
  money: (amount: Money) => string;
  /** `$20`, where there are no cents. */
  dollars: (amount: Money) => string;
}

export const WORDINGS: Readonly<Record<Language, Wording>> = {
  en: wording('en', 'English', en, 'en-US'),
  es: wording('es', 'Español', es, 'es-US'),
};

/** @param locale the language with the region whose money habits the player lives among. */
function wording(language: Language, name: string, texts: Texts, locale: string): Wording {
  const money = (amount: Money): string => formatMoney(amount, locale);
  return { language, name, texts, money, dollars: (amount) => money(amount).replace(/\.00$/, '') };
}
