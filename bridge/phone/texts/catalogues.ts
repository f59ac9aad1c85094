import type { Language } from '../languages.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fil } from './fil.ts';
import type { PhoneTexts } from './texts.ts';
import { vi } from './vi.ts';
import { zhHans } from './zh-hans.ts';

export const CATALOGUES: Readonly<Record<Language, PhoneTexts>> = { en, es, 'zh-Hans': zhHans, vi, fil };
