/**
 * The IPC contract between the main process and the glass. Main pushes whole snapshots; the renderer keeps no state
 * that matters and may be reloaded at any moment. What comes from the renderer is checked by these schemas.
 */
import { Type, type Static } from 'typebox';
import type { BrandColours } from '../protocol/brand.ts';
import type { Money } from '../protocol/money.ts';
import type { DeclineReason } from '../protocol/egm-link.ts';
import type { OperatorAction, OperatorMenu } from './operator.ts';

/** The languages of the glass, by their BCP 47 tags. Each has a catalogue in renderer/texts/. */
export const LOCALES = ['en', 'es', 'zh-Hans', 'vi', 'fil'] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * Why no code can be on the glass [live-codes-only]. Closed: every one has a text in every language and a technician
 * code [plain-words].
 */
export type UnavailableReason =
  | 'STARTING'
  | 'LINK_DOWN'
  | 'LINK_REFUSED'
  | 'CODE_SOURCE_UNREACHABLE'
  | 'CODE_SOURCE_REFUSED'
  | 'CABINET_ABSENT'
  | 'CABINET_FAULT'
  | 'DOOR_OPEN'
  | 'TILT'
  | 'CASHING_OUT'
  | 'MACHINE_DISABLED'
  | 'ACCEPTOR_FAULT'
  | 'CLOCK_NOT_TRUSTED'
  | 'JOURNAL_DAMAGED'
  | 'CODE_NOT_SCANNABLE'
  | 'OUT_OF_SERVICE';

export type Screen =
  | { kind: 'starting' }
  | {
      kind: 'code';
      /** Verbatim what the rail issued [verbatim-code]. */
      url: string;
      /** The code's whole life, for the time-left indicator. */
      lifetimeMs: number;
      /**
       * What was left of it when the snapshot was taken; the renderer blanks the code by its own clock
       * [blank-by-itself].
       */
      remainingMs: number;
    }
  /** `add funds` start instead of an always-on code. */
  | { kind: 'invitation' }
  | { kind: 'adding'; amount: Money }
  | { kind: 'added'; amount: Money; requested: Money }
  | { kind: 'declined'; reason: DeclineReason; amount: Money; remaining?: Money }
  /** The outcome is not known yet [confirmed-only]: the player is told to wait for an attendant, not to pay again. */
  | { kind: 'unconfirmed'; amount: Money; technicianCode: string }
  | { kind: 'note'; outcome: 'accepted' | 'returned'; amount: Money }
  | { kind: 'unavailable'; reason: UnavailableReason; technicianCode: string }
  /** The kiosk cannot run: out of service for a player, and one line for a technician. */
  | { kind: 'fault'; technicianCode: string; problem: string }
  /** Nothing for a player: somebody is at the operator menu. */
  | { kind: 'operator'; menu: OperatorMenu };

export type ScreenKind = Screen['kind'];

/** The look of a casino; its files are addresses beside the glass's own page. */
export interface GlassBrand {
  name: string;
  colours: BrandColours;
  logo: string;
  font: { regular: string; bold: string } | null;
}

export interface GlassSnapshot {
  /** Increases with every snapshot; an older one is ignored. */
  sequence: number;
  screen: Screen;
  locale: Locale;
  /** Empty where the kiosk does not know it. */
  asset: string;
  /** Notes that the machine takes now, in face value; empty when it takes none. */
  acceptedNotes: Money[];
  responsibleGambling: { helpline: string };
  /** The display, where it is known: decides how big a module must be. */
  display: { widthMm: number; heightMm: number } | null;
  /** Why this is no machine for real money: a virtual cabinet, or a stand-in Electron. The glass says so. */
  trial: 'DEMO' | 'STAND_IN' | null;
  /** Null: our own look. */
  brand: GlassBrand | null;
}

const Place = Type.Object(
  { x: Type.Number({ minimum: 0 }), y: Type.Number({ minimum: 0 }), side: Type.Number({ minimum: 1 }) },
  { additionalProperties: false },
);
export type Place = Static<typeof Place>;

/** What the renderer reports after it painted a snapshot. */
export const PaintReport = Type.Object(
  {
    sequence: Type.Integer({ minimum: 0 }),
    /** What is on the glass now; `blank` when the code passed its expiry by the renderer's own clock. */
    code: Type.Union([
      Type.Null(),
      Type.Object(
        {
          version: Type.Integer({ minimum: 1, maximum: 40 }),
          errorCorrection: Type.Enum(['L', 'M', 'Q', 'H']),
          /** Device pixels per module. */
          modulePx: Type.Integer({ minimum: 1 }),
          /** Where it is on the page, its quiet zone included, in CSS pixels. */
          place: Place,
        },
        { additionalProperties: false },
      ),
    ]),
    /** The url cannot be drawn so that a phone could read it; nothing was drawn. */
    problem: Type.Optional(Type.Enum(['NOT_SCANNABLE'])),
  },
  { additionalProperties: false },
);
export type PaintReport = Static<typeof PaintReport>;

/** Renderer to main, with an answer. */
export interface Requests {
  'glass:snapshot': { payload: null; answer: GlassSnapshot };
}

/** Renderer to main, without an answer. */
export interface Reports {
  'glass:painted': PaintReport;
  /** Someone touched the glass or pressed the add-funds button. */
  'glass:touched': null;
  'operator:act': OperatorAction;
}

/** Main to renderer. */
export interface Pushes {
  'glass:update': GlassSnapshot;
}

/** What the preload puts on `window.topper`. */
export interface GlassBridge {
  snapshot(): Promise<GlassSnapshot>;
  /** Returns a function that ends listening. */
  onUpdate(listener: (snapshot: GlassSnapshot) => void): () => void;
  painted(report: PaintReport): void;
  touched(): void;
  operator(action: OperatorAction): void;
}
