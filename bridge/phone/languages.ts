/** In which of the five languages of the glass a page is: what the player chose, else what the phone asks for. */
import type { PageWords } from '../rails/pay-page.ts';

export type Language = keyof PageWords;

/** With the region whose money habits the player lives among. */
export const INTL_LOCALE: Readonly<Record<Language, string>> = {
  en: 'en-US',
  es: 'es-US',
  'zh-Hans': 'zh-Hans-CN',
  vi: 'vi-VN',
  fil: 'fil-PH',
};

export const LANGUAGES = Object.keys(INTL_LOCALE) as readonly Language[];

/** By the first part of a language tag. Whoever reads only traditional characters reads simplified ones rather than English. */
const BY_TAG: Readonly<Record<string, Language>> = {
  en: 'en',
  es: 'es',
  zh: 'zh-Hans',
  vi: 'vi',
  fil: 'fil',
  tl: 'fil',
};

export function asLanguage(text: string | undefined): Language | null {
  return LANGUAGES.find((language) => language === text) ?? null;
}

/** @param accepted the header `Accept-Language`. */
export function languageFor(accepted: string | undefined): Language {
  const asked = (accepted ?? '').split(',').map((part, place) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = /^\s*q=([01](?:\.[0-9]{0,3})?)\s*$/.exec(parameters.join(';'))?.[1];
    return { language: BY_TAG[tag.split('-')[0] ?? ''], quality: Number(quality ?? 1), place };
  });
  const known = asked.filter(({ language, quality }) => language !== undefined && quality > 0);
  const [best] = known.toSorted((a, b) => b.quality - a.quality || a.place - b.place);
  return best?.language ?? 'en';
}
