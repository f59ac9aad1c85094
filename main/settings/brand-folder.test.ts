import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBrand } from './brand-folder.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../demo/brands/copper-canyon');

let directory: string;
const at = (name: string): string => path.join(directory, name);
const brandOf = (more: object): object => ({
  ...(JSON.parse(readFileSync(path.join(SAMPLE, 'brand.json'), 'utf8')) as object),
  ...more,
});
const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(at(name), content, { mode: 0o644 });

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'topper-brand-'));
  for (const name of ['brand.json', 'logo.svg', 'bitter-500.woff2', 'bitter-700.woff2']) {
    cpSync(path.join(SAMPLE, name), at(name));
    chmodSync(at(name), 0o644);
  }
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Code and line of what is wrong; with it the glass is in its own look. */
function fault(folder = directory): string {
  const { look, files, problem } = readBrand(folder);
  if (problem === null) return 'none';
  expect([look, files.size]).toEqual([null, 0]);
  return `${problem.code}: ${problem.message.replaceAll(directory, '.')}`;
}

describe('the folder of a brand', () => {
  it('gives its look, and the files that it names at addresses beside the page', () => {
    const { look, files, problem } = readBrand(directory);
    expect(problem).toBeNull();
    expect(look).toMatchObject({ name: 'Copper Canyon', colours: { ground: '#1d0f2b' } });
    const { logo, font } = look ?? { logo: null, font: null };
    expect(new Set(files.keys())).toEqual(new Set([logo, font?.regular, font?.bold]));
    for (const address of files.keys())
      expect(address).toMatch(/^brand\/[0-9a-f]{16}\/[a-z0-9-]+\.(svg|woff2)$/);
  });

  it('gives another address to a file that has changed', () => {
    const before = readBrand(directory).look?.logo;
    write('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>');
    expect(readBrand(directory).look?.logo).not.toBe(before);
  });

  it('is not wanted where the settings name none', () => {
    expect(readBrand(null)).toMatchObject({ look: null, problem: null });
  });

  it.each([
    ['that is not there', /brand\.json is missing$/, () => rmSync(at('brand.json'))],
    [
      'with a wrong field',
      /^WRONG_BRAND: the brand is not used: \.\/brand\.json: the brand must not have additional properties: nam$/,
      () => write('brand.json', JSON.stringify(brandOf({ nam: 'x' }))),
    ],
    [
      'whose colours are too close',
      /"colours\.text" #1d0f2b on "colours\.ground" #1d0f2b has a contrast of 1\.00:1; 4\.5:1 is needed/,
      () => {
        const { colours } = brandOf({}) as { colours: object };
        write('brand.json', JSON.stringify(brandOf({ colours: { ...colours, text: '#1d0f2b' } })));
      },
    ],
    ['without its logo', /\.\/logo\.svg is missing$/, () => rmSync(at('logo.svg'))],
    [
      'with a link to somewhere else',
      /\.\/logo\.svg is not a plain file$/,
      () => {
        renameSync(at('logo.svg'), at('elsewhere'));
        symlinkSync(at('elsewhere'), at('logo.svg'));
      },
    ],
    [
      'with a folder for a logo',
      /\.\/logo\.svg is not a plain file$/,
      () => {
        rmSync(at('logo.svg'));
        mkdirSync(at('logo.svg'));
      },
    ],
    [
      'with a logo that is too large',
      /\.\/logo\.svg has 300000 bytes; at most 262144 are allowed$/,
      () => write('logo.svg', '<svg>'.padEnd(300_000)),
    ],
    [
      'with a logo that moves',
      /\.\/logo\.svg of "logo" is not a still picture: it has <animate$/,
      () => write('logo.svg', '<svg><animate attributeName="x"/></svg>'),
    ],
    [
      'with a logo that is another thing',
      /\.\/logo\.svg of "logo" is not an SVG picture$/,
      () => write('logo.svg', 'hello'),
    ],
    [
      'with a picture that is not what its name says',
      /\.\/logo\.png of "logo" is not a PNG picture$/,
      () => {
        renameSync(at('logo.svg'), at('logo.png'));
        write('brand.json', JSON.stringify(brandOf({ logo: 'logo.png' })));
      },
    ],
    [
      'with a picture of too many pixels',
      /\.\/logo\.png of "logo" is 65536 × 1 pixels; at most 4096 on each side are allowed$/,
      () => {
        write('logo.png', pngOf(65_536, 1));
        write('brand.json', JSON.stringify(brandOf({ logo: 'logo.png' })));
      },
    ],
    [
      'with a font that is none',
      /\.\/bitter-700\.woff2 of "font\.bold" is not a WOFF2 font$/,
      () => write('bitter-700.woff2', 'OTTO'),
    ],
    [
      'that others may write: they could put a code of their own on the glass',
      /\.\/logo\.svg is not used because others may write it; run: chmod go-w \.\/logo\.svg$/,
      () => chmodSync(at('logo.svg'), 0o666),
    ],
  ])('%s is not used, in one sentence', (_, sentence, spoil) => {
    spoil();
    expect(fault()).toMatch(sentence);
  });

  it('is named by an absolute path', () => {
    expect(fault('brands/mine')).toMatch(/the setting "brand" must be an absolute path: brands\/mine$/);
  });
});

/** The parts of a PNG that are looked at: mark and size. */
function pngOf(width: number, height: number): Uint8Array {
  const png = new Uint8Array(33);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return png;
}
