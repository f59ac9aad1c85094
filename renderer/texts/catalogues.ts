import type { Locale } from '../../preload/contract.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fil } from './fil.ts';
import type { Texts } from './texts.ts';
import { vi } from './vi.ts';
import { zhHans } from './zh-hans.ts';

export const CATALOGUES: Readonly<Record<Locale, Texts>> = { en, es, 'zh-Hans': zhHans, vi, fil };
