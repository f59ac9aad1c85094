import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poorContrasts, type BrandColours } from '../../protocol/brand.ts';
import { contrast } from '../../protocol/contrast.ts';
import { tokensOf } from './palette.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((rgb) => `#${rgb.toString(16).padStart(6, '0')}`);
const colours = fc.record<BrandColours>({
  ground: colour,
  text: fc.constantFrom('#ffffff', '#000000'),
  quiet: fc.constantFrom('#ffffff', '#000000', '#e8e8e8', '#202020'),
  accent: colour,
  onAccent: fc.constantFrom('#ffffff', '#000000', '#1a1a1a'),
  care: fc.constantFrom('#ffffff', '#000000', '#ffb648'),
});
const tokens = readFileSync(new URL('../style/tokens.css', import.meta.url), 'utf8');

describe('the tokens of a brand', () => {
  it('are all tokens of the style sheets, so that none is set in vain', () => {
    const known = new Set([...tokens.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name));
    const black = { ground: '#000000', text: '#ffffff', quiet: '#ffffff', accent: '#ffffff' };
    const set = [...tokensOf({ ...black, onAccent: '#000000', care: '#ffffff' }).keys()];
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it('have AA contrast wherever its own colours have, also those that are mixed', () => {
    fc.assert(
      fc.property(colours, (brand) => {
        fc.pre(poorContrasts(brand).length === 0);
        const of = (name: string) => tokensOf(brand).get(name) ?? '#808080';
        expect(contrast(of('--accent-quiet'), of('--accent'))).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});
