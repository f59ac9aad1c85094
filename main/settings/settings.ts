/**
 * The settings a technician edits, as one JSON Schema: `parseSettings` checks by it. No money is kept here: the journal
 * has it.
 */
import { Type, type Static } from 'typebox';
import { MachineSettings } from '../../hardware/machine-kinds.ts';
import { LOCALES } from '../../preload/contract.ts';
import { AssetId } from '../../protocol/egm-link.ts';
import { CODE_HASH_PATTERN } from './code-hash.ts';

const closed = { additionalProperties: false } as const;
const Millimetres = Type.Union([Type.Null(), Type.Number({ exclusiveMinimum: 0, maximum: 10_000 })]);
const ShownForMs = Type.Integer({ minimum: 1_000, maximum: 60_000 });

const LinkSettings = Type.Object(
  {
    /** `wss://…`; `ws://` only to this same machine [tls-or-loopback]. */
    url: Type.String({ minLength: 1, maxLength: 2048 }),
    asset: AssetId,
    /** A file that holds the machine's secret, and nothing else; readable by the kiosk's user only. */
    secretFile: Type.String({ minLength: 1 }),
    /** PEM certificates of the casino's own authorities, trusted besides the public ones; null where there are none. */
    caFile: Type.Union([Type.Null(), Type.String({ minLength: 1 })]),
  },
  closed,
);

const DisplaySettings = Type.Object(
  {
    target: Type.Enum(['secondary', 'primary', 'windowed']),
    /** The visible area; null where it is not known. Decides how big a module must be. */
    widthMm: Millimetres,
    heightMm: Millimetres,
  },
  closed,
);

const GlassSettings = Type.Object(
  {
    /** The languages of the glass; more than one rotates. */
    locales: Type.Array(Type.Enum([...LOCALES]), { minItems: 1, uniqueItems: true }),
    rotateLocalesEveryMs: Type.Integer({ minimum: 3_000, maximum: 600_000 }),
    /** `touch`: an invitation until somebody touches the glass. */
    start: Type.Enum(['always', 'touch']),
    /** The responsible-gambling line. */
    helpline: Type.String({ minLength: 1, maxLength: 60 }),
    addedForMs: ShownForMs,
    declinedForMs: ShownForMs,
  },
  closed,
);

const OperatorSettings = Type.Object(
  {
    /**
     * Who may open the operator menu; empty: nobody. A badge number is enough as a name, and is not personal
     * [no-personal-data]. The hash is what `npm run operator:code` prints.
     */
    codes: Type.Array(
      Type.Object(
        {
          name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}$' }),
          hash: Type.String({ pattern: CODE_HASH_PATTERN }),
        },
        closed,
      ),
      { maxItems: 16 },
    ),
    /** The attendant's key, or also five seconds on the upper left corner of the glass. */
    opensBy: Type.Enum(['key', 'keyOrGesture']),
    lockedForMs: Type.Integer({ minimum: 60_000, maximum: 86_400_000 }),
    /** After this long without a touch the menu is left by itself. */
    leaveAfterMs: Type.Integer({ minimum: 10_000, maximum: 1_800_000 }),
  },
  closed,
);
export type OperatorSettings = Static<typeof OperatorSettings>;

const CodeSettings = Type.Object(
  { rotateBeforeExpiryMs: Type.Integer({ minimum: 1_000, maximum: 120_000 }) },
  closed,
);

export const Settings = Type.Object(
  {
    link: LinkSettings,
    cabinet: MachineSettings,
    display: DisplaySettings,
    glass: GlassSettings,
    code: CodeSettings,
    operator: OperatorSettings,
    /** The folder of the casino's brand (docs/brand.md); null: our own look. */
    brand: Type.Union([Type.Null(), Type.String({ minLength: 1 })]),
  },
  closed,
);
export type Settings = Static<typeof Settings>;

/** The settings that hold where the file says nothing. The link and the cabinet have no sensible default. */
export const settingsDefaults: Omit<Settings, 'link' | 'cabinet' | 'brand'> = {
  display: { target: 'secondary', widthMm: null, heightMm: null },
  glass: {
    locales: ['en'],
    rotateLocalesEveryMs: 15_000,
    start: 'always',
    helpline: '1-800-522-4700',
    addedForMs: 8_000,
    declinedForMs: 8_000,
  },
  code: { rotateBeforeExpiryMs: 10_000 },
  operator: { codes: [], opensBy: 'keyOrGesture', lockedForMs: 900_000, leaveAfterMs: 120_000 },
};
