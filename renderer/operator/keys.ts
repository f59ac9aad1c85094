import type { OperatorAction, OperatorMenu } from '../../preload/operator.ts';
import { PAGE_NAMES } from './pages.ts';

/** What a key of a technician's keyboard does; null: nothing. Buttons have Tab and Enter by themselves. */
export function actionOfKey(menu: OperatorMenu, key: string): OperatorAction | null {
  switch (menu.at) {
    case 'code':
      return codeKey(key);
    case 'open':
      if (key === 'Escape') return { act: menu.question === null ? 'leave' : 'cancel' };
      if (key === 'ArrowRight') return { act: 'page', page: neighbour(menu.page.name, 1) };
      if (key === 'ArrowLeft') return { act: 'page', page: neighbour(menu.page.name, -1) };
      return null;
    case 'off':
    case 'unlogged':
    case 'locked':
      return key === 'Escape' ? { act: 'leave' } : null;
  }
}

function codeKey(key: string): OperatorAction | null {
  if (/^[0-9]$/.test(key)) return { act: 'digit', digit: key };
  if (key === 'Backspace') return { act: 'erase' };
  if (key === 'Enter') return { act: 'enter' };
  return key === 'Escape' ? { act: 'leave' } : null;
}

function neighbour(page: (typeof PAGE_NAMES)[number], by: 1 | -1): (typeof PAGE_NAMES)[number] {
  const index = (PAGE_NAMES.indexOf(page) + by + PAGE_NAMES.length) % PAGE_NAMES.length;
  return PAGE_NAMES[index] ?? page;
}
