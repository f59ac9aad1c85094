import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BrandError, parseBrand, poorContrasts } from './brand.ts';

const colours = {
  ground: '#1b1016',
  text: '#fff6ea',
  quiet: '#cdb8ad',
  accent: '#ffc46b',
  onAccent: '#2a1408',
  care: '#ff8a70',
};
const whole = {
  name: 'Copper Canyon',
  colours,
  logo: 'logo.svg',
  font: { regular: 'a.woff2', bold: 'b.woff2' },
};

function problem(brand: unknown): string {
  try {
    parseBrand(typeof brand === 'string' ? brand : JSON.stringify(brand));
  } catch (error) {
    if (error instanceof BrandError) return error.message;
    throw error;
  }
  return 'none';
}
const withColours = (more: object) => problem({ ...whole, colours: { ...colours, ...more } });

describe('a brand', () => {
  it('has a name, colours and a logo, and may have a font', () => {
    expect(parseBrand(JSON.stringify(whole))).toEqual(whole);
    expect(parseBrand(JSON.stringify({ ...whole, font: undefined })).font).toBeUndefined();
    expect(parseBrand(`\uFEFF${JSON.stringify(whole)}`).name).toBe('Copper Canyon');
  });

  it.each([
    ['{"name": ', 'the text is not JSON'],
    ['{"name": "a", "name": "b"}', 'the key "name" comes twice'],
    [[], 'the brand must be object'],
    [{ name: 'Copper Canyon', logo: 'a.svg' }, 'the brand must have required properties colours'],
    [{ name: 'Copper Canyon', colours }, 'the brand must have required properties logo'],
    [{ ...whole, slogan: 'x' }, 'the brand must not have additional properties: slogan'],
    [{ ...whole, name: '' }, '"name" must not have fewer than 1 characters'],
    [{ ...whole, name: 'Copper\nCanyon' }, '"name" must be one line of plain text'],
    [{ ...whole, name: 'Copper \u202ECanyon' }, '"name" must be one line of plain text'],
    [
      { ...whole, logo: '../secret.svg' },
      '"logo" must be the name of a .svg or .png file beside brand.json: letters, digits, - and _, no folder',
    ],
    [
      { ...whole, logo: 'https://elsewhere.example/logo.png' },
      '"logo" must be the name of a .svg or .png file beside brand.json: letters, digits, - and _, no folder',
    ],
    [
      { ...whole, font: { regular: 'a.woff2', bold: 'b.ttf' } },
      '"font.bold" must be the name of a .woff2 file beside brand.json: letters, digits, - and _, no folder',
    ],
  ])('that is wrong is told with its field: %j', (brand, sentence) => {
    expect(problem(brand)).toBe(sentence);
  });

  it('names the colour that is missing, unknown or not written as one', () => {
    expect(withColours({ ground: undefined })).toBe('"colours" must have required properties ground');
    expect(withColours({ code: '#ff0000' })).toBe('"colours" must not have additional properties: code');
    expect(withColours({ ground: 'black' })).toBe('"colours.ground" must be a colour as #rrggbb');
  });
});

describe('the contrast of a brand', () => {
  it('is refused with its figures, every pair that is too close', () => {
    expect(withColours({ quiet: '#6b5a52', care: '#5a2a20' })).toBe(
      '"colours.quiet" #6b5a52 on "colours.ground" #1b1016 has a contrast of 2.83:1; 4.5:1 is needed; ' +
        '"colours.care" #5a2a20 on "colours.ground" #1b1016 has a contrast of 1.57:1; 3:1 is needed',
    );
    expect(withColours({ onAccent: '#ffffff' })).toMatch(
      /"colours.onAccent" #ffffff on "colours.accent" #ffc46b/,
    );
    expect(withColours({ accent: '#7a4a12' })).toMatch(/"colours.accent" #7a4a12 on "colours.ground"/);
    expect(withColours({ text: '#1b1016' })).toMatch(/"colours.text" .* 1\.00:1; 4\.5:1 is needed/);
  });

  it('is never rounded up to what is needed', () => {
    const close = { ...colours, ground: '#ffffff', quiet: '#777777', text: '#000000', accent: '#000000' };
    expect(poorContrasts({ ...close, onAccent: '#ffffff', care: '#000000' })).toEqual([
      '"colours.quiet" #777777 on "colours.ground" #ffffff has a contrast of 4.47:1; 4.5:1 is needed',
    ]);
  });

  it('is what the look without a brand has as well', () => {
    const tokens = readFileSync(new URL('../renderer/style/tokens.css', import.meta.url), 'utf8');
    const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(tokens)?.[1] ?? 'none';
    const neutral = {
      ground: token('ink'),
      text: token('light'),
      quiet: token('muted'),
      accent: token('accent'),
      onAccent: token('ink'),
      care: token('amber'),
    };
    expect(Object.values(neutral)).not.toContain('none');
    expect(poorContrasts(neutral)).toEqual([]);
  });
});
