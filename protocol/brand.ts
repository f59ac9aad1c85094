/**
 * The look of a casino: `brand.json` in a folder, with the files that it names beside it. The kiosk's glass and the
 * bridge's pages read the same folder. docs/brand.md says how to make one.
 */
import { Type, type Static } from 'typebox';
import { compiled } from './compiled.ts';
import { contrast } from './contrast.ts';
import { isStorable } from './storable-text.ts';
import { parseStrictJsonText, StrictJsonError } from './strict-json.ts';

const closed = { additionalProperties: false } as const;
const Colour = Type.String({ pattern: '^#[0-9a-fA-F]{6}$' });

/** The colours by what they are for. */
const Colours = Type.Object(
  {
    /** The ground behind everything. */
    ground: Colour,
    /** What is read first: verbs, titles, amounts. */
    text: Colour,
    /** What is read second: sentences, the small print. */
    quiet: Colour,
    /** The first step and the time left; the ground of the glass when money arrived. */
    accent: Colour,
    /** What is read on the accent. */
    onAccent: Colour,
    /** The pictogram when something did not work. */
    care: Colour,
  },
  closed,
);
export type BrandColours = Static<typeof Colours>;

/** A plain name: nothing that leads out of the folder. */
const fileName = (extensions: string): Type.TString =>
  Type.String({ pattern: `^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\.(${extensions})$` });

const Brand = Type.Object(
  {
    /** The casino's name: on the operators' pages, and what the logo says where it is not seen. */
    name: Type.String({ minLength: 1, maxLength: 32 }),
    colours: Colours,
    /** A name in letters would not fit on every glass: there is always a picture. */
    logo: fileName('svg|png'),
    /** The same family in the two weights of the glass. A variable font may be named twice. */
    font: Type.Optional(Type.Object({ regular: fileName('woff2'), bold: fileName('woff2') }, closed)),
  },
  closed,
);
export type Brand = Static<typeof Brand>;

export const BRAND_FILE = 'brand.json';
export const BRAND_FILE_MAX_BYTES = 16_384;

/** Why a brand is not used, in one sentence that names the field. */
export class BrandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrandError';
  }
}

const validator = compiled(Brand);

/** @param text what `brand.json` holds. @throws {BrandError} */
export function parseBrand(text: string): Brand {
  let value: unknown;
  try {
    value = parseStrictJsonText(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw new BrandError(cause.message, { cause });
  }
  if (!validator().Check(value)) throw new BrandError(firstProblem(value));
  if (!isStorable(value.name) || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value.name) || value.name.trim() === '') {
    throw new BrandError('"name" must be one line of plain text');
  }
  const poor = poorContrasts(value.colours);
  if (poor.length > 0) throw new BrandError(poor.join('; '));
  return value;
}

type Role = keyof BrandColours;

/** WCAG 2 AA: text of any size 4.5, a picture that tells something 3. */
const CONTRASTS: readonly (readonly [seen: Role, on: Role, atLeast: number])[] = [
  ['text', 'ground', 4.5],
  ['quiet', 'ground', 4.5],
  ['accent', 'ground', 4.5],
  ['onAccent', 'accent', 4.5],
  ['care', 'ground', 3],
];

/** A sentence with its figures for each pair of colours that has too little contrast; empty: all are good. */
export function poorContrasts(colours: BrandColours): string[] {
  return CONTRASTS.filter(([seen, on, atLeast]) => contrast(colours[seen], colours[on]) < atLeast).map(
    ([seen, on, atLeast]) =>
      `"colours.${seen}" ${colours[seen]} on "colours.${on}" ${colours[on]} has a contrast of ` +
      `${floored(contrast(colours[seen], colours[on]))}:1; ${atLeast}:1 is needed`,
  );
}

/** Rounded down, so that no figure looks sufficient. */
function floored(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2);
}

function firstProblem(value: unknown): string {
  const errors = validator().Errors(value);
  const error =
    errors.find(({ keyword }) => keyword === 'additionalProperties' || keyword === 'required') ?? errors[0];
  if (error === undefined) return 'the brand is not valid';
  const field = error.instancePath.slice(1).replaceAll('/', '.');
  const where = field === '' ? 'the brand' : `"${field}"`;
  const { additionalProperties: unknown } = error.params as Record<string, unknown>;
  const which = Array.isArray(unknown) ? `: ${unknown.map(String).join(', ')}` : '';
  if (error.keyword === 'pattern') return `${where} ${patternProblem(field)}`;
  return `${where} ${error.message}${which}`;
}

/** A clearer sentence than "must match pattern". */
function patternProblem(field: string): string {
  if (field.startsWith('colours.')) return 'must be a colour as #rrggbb';
  const kind = field === 'logo' ? '.svg or .png' : '.woff2';
  return `must be the name of a ${kind} file beside ${BRAND_FILE}: letters, digits, - and _, no folder`;
}
