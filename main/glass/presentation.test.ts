import { describe, expect, it } from 'vitest';
import { settingsDefaults } from '../settings/settings.ts';
import { Presentation } from './presentation.ts';

const settings = { ...settingsDefaults.glass, locales: ['en', 'es'], rotateLocalesEveryMs: 15_000 } as const;
const starting = { kind: 'starting' } as const;

const presentation = (changes: Partial<typeof settingsDefaults.glass> = {}) =>
  new Presentation({ ...settings, locales: [...settings.locales], ...changes }, 1_000);

describe('the presentation', () => {
  it('turns from language to language', () => {
    const glass = presentation();
    expect([1_000, 15_999, 16_000, 31_000].map((now) => glass.locale(now))).toEqual(['en', 'en', 'es', 'en']);
    expect(glass.changesAt(1_000)).toBe(16_000);
    expect(presentation({ locales: ['vi'] }).changesAt(1_000)).toBeNull();
  });

  it('tells something for as long as it was told to', () => {
    const glass = presentation({ locales: ['en'] });
    glass.tell(starting, 9_000);
    expect(glass.facts(8_999).notice).toEqual(starting);
    expect(glass.changesAt(8_999)).toBe(9_000);
    expect(glass.facts(9_000).notice).toBeNull();
  });

  it('invites where a touch starts it, and for two minutes no more after one', () => {
    const glass = presentation({ start: 'touch' });
    expect(glass.facts(2_000).inviting).toBe(true);
    glass.touched(2_000);
    expect(glass.facts(121_999).inviting).toBe(false);
    expect(glass.facts(122_000).inviting).toBe(true);
    expect(presentation().facts(2_000).inviting).toBe(false);
  });

  it('draws a misread code once more, then gives it up [verbatim-code]', () => {
    const glass = presentation();
    glass.codeIs(1);
    glass.codeShownFrom(10);
    expect(glass.read(10, 'mismatch')).toBe(true);
    expect(glass.read(10, 'unreadable')).toBe(false); // still of the first drawing
    expect(glass.facts(0).unscannable).toBeNull();
    glass.codeShownFrom(11);
    expect(glass.read(11, 'unreadable')).toBe(false);
    expect(glass.facts(0).unscannable).toBe('MISREAD');
  });

  it('gives the next code a new chance', () => {
    const glass = presentation();
    glass.codeIs(1);
    glass.codeShownFrom(10);
    expect(glass.unscannable(10)).toBe(true);
    expect(glass.facts(0).unscannable).toBe('NOT_SCANNABLE');
    glass.codeIs(2);
    expect(glass.facts(0).unscannable).toBeNull();
    expect(glass.unscannable(10)).toBe(false);
  });

  it('is content with a code that reads', () => {
    const glass = presentation();
    glass.codeIs(1);
    glass.codeShownFrom(10);
    expect(glass.read(10, 'match')).toBe(false);
    expect(glass.facts(0).unscannable).toBeNull();
  });
});
