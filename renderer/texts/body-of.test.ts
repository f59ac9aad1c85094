import { describe, expect, it } from 'vitest';
import { snapshotOf, SCREENS } from '../../test/glass/samples.ts';
import type { Locale, UnavailableReason } from '../../preload/contract.ts';
import { bodyOf } from './body-of.ts';
import { CATALOGUES } from './catalogues.ts';

const CASH: Record<Locale, RegExp> = {
  en: /cash/i,
  es: /efectivo/i,
  'zh-Hans': /现金/,
  vi: /tiền mặt/i,
  fil: /cash\b(?! out)/i,
};
const reasons = Object.values(SCREENS).flatMap((screen) =>
  screen.kind === 'unavailable' ? [screen.reason] : [],
);

describe.each(Object.entries(CATALOGUES) as [Locale, (typeof CATALOGUES)['en']][])(
  'in %s, what a player can do',
  (locale, texts) => {
    const body = (reason: UnavailableReason, acceptedNotes: { minor: number; currency: string }[]): string =>
      bodyOf(reason, { ...snapshotOf({ kind: 'starting' }, locale), acceptedNotes }, texts);

    it('is never to use cash while the machine takes none', () => {
      const sent = reasons.filter((reason) => CASH[locale].test(body(reason, [])));
      expect(sent).toEqual([]);
    });

    it('is to use cash while the machine takes some and the phone does not work', () => {
      const notes = [{ minor: 500, currency: 'USD' }];
      for (const reason of Object.keys(texts.withoutCash) as UnavailableReason[]) {
        expect(body(reason, notes), reason).toMatch(CASH[locale]);
      }
    });

    it('is not to use cash where the journal, which counts it, cannot be written', () => {
      expect(texts.unavailable.JOURNAL_DAMAGED.body).not.toMatch(CASH[locale]);
    });
  },
);
