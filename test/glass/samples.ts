/** One snapshot for every screen that the glass can show, with the longest content that it has to bear. */
import type { GlassSnapshot, Locale, Screen, UnavailableReason } from '../../preload/contract.ts';
import type { DeclineReason } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';

const usd = (minor: number): Money => ({ minor, currency: 'USD' });

/** As long as Trustly's urls are: a token in base64, with `+` and `/`. Deterministic. */
export function sampleUrl(length: number): string {
  const start = 'https://cashlesscasino.sandbox.trustly.one/cashlesscasino-client?token=';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let token = '';
  let state = 42;
  while (start.length + token.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    token += alphabet[(state >>> 16) % alphabet.length];
  }
  return start + token;
}

const codeOf = (length: number): Screen => ({
  kind: 'code',
  url: sampleUrl(length),
  lifetimeMs: 120_000,
  // Just below a step of the time left, so that the picture is the same a second later.
  remainingMs: 84_950,
});

const DECLINED: Record<DeclineReason, Screen> = {
  LIMIT_REACHED: { kind: 'declined', reason: 'LIMIT_REACHED', amount: usd(20_000), remaining: usd(4_000) },
  MACHINE_NOT_READY: { kind: 'declined', reason: 'MACHINE_NOT_READY', amount: usd(10_000) },
  AMOUNT_NOT_ALLOWED: { kind: 'declined', reason: 'AMOUNT_NOT_ALLOWED', amount: usd(2_050) },
  CANCELLED: { kind: 'declined', reason: 'CANCELLED', amount: usd(2_000) },
  EXPIRED: { kind: 'declined', reason: 'EXPIRED', amount: usd(2_000) },
  REFUSED_BY_BANK: { kind: 'declined', reason: 'REFUSED_BY_BANK', amount: usd(50_000) },
};

const REASONS: Record<UnavailableReason, true> = {
  STARTING: true,
  LINK_DOWN: true,
  LINK_REFUSED: true,
  CODE_SOURCE_UNREACHABLE: true,
  CODE_SOURCE_REFUSED: true,
  CABINET_ABSENT: true,
  CABINET_FAULT: true,
  DOOR_OPEN: true,
  TILT: true,
  CASHING_OUT: true,
  MACHINE_DISABLED: true,
  ACCEPTOR_FAULT: true,
  CLOCK_NOT_TRUSTED: true,
  JOURNAL_DAMAGED: true,
  CODE_NOT_SCANNABLE: true,
  OUT_OF_SERVICE: true,
};

/** As long as a line of a fault is: a path and a setting. */
const FAULT: Screen = {
  kind: 'fault',
  technicianCode: 'T-12',
  problem:
    '/home/KIOSK_USER/.config/topper/settings.json: the file of "link.secretFile", /home/KIOSK_USER/.config/topper/asset.secret, is not used because others may read it; run: chmod 600 /home/KIOSK_USER/.config/topper/asset.secret',
};

/** By name; the names are those of the reviewed pictures. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  starting: { kind: 'starting' },
  code: codeOf(400),
  // What the renderer shows by itself: a code that has run out, and one that would be too small to read.
  'code-expired': { kind: 'code', url: sampleUrl(400), lifetimeMs: 120_000, remainingMs: 0 },
  'code-not-scannable': codeOf(4_200),
  invitation: { kind: 'invitation' },
  adding: { kind: 'adding', amount: usd(2_000) },
  added: { kind: 'added', amount: usd(2_000), requested: usd(2_000) },
  'added-in-part': { kind: 'added', amount: usd(150_000), requested: usd(200_000) },
  ...Object.fromEntries(
    Object.entries(DECLINED).map(([reason, screen]) => [`declined-${slug(reason)}`, screen]),
  ),
  unconfirmed: { kind: 'unconfirmed', amount: usd(2_000), technicianCode: 'T-41' },
  'note-accepted': { kind: 'note', outcome: 'accepted', amount: usd(10_000) },
  'declined-nothing-left': {
    kind: 'declined',
    reason: 'LIMIT_REACHED',
    amount: usd(20_000),
    remaining: usd(0),
  },
  'note-not-recognised': { kind: 'note', outcome: 'returned', amount: usd(0) },
  'note-returned': { kind: 'note', outcome: 'returned', amount: usd(2_000) },
  ...Object.fromEntries(
    Object.keys(REASONS).map((reason) => [
      `unavailable-${slug(reason)}`,
      { kind: 'unavailable', reason: reason as UnavailableReason, technicianCode: 'T-12' },
    ]),
  ),
  fault: FAULT,
};

function slug(reason: string): string {
  return reason.toLowerCase().replaceAll('_', '-');
}

export function snapshotOf(screen: Screen, locale: Locale, sequence = 1): GlassSnapshot {
  return {
    sequence,
    screen,
    locale,
    asset: 'EGM-Floor1-0042',
    acceptedNotes: [1, 5, 10, 20, 50, 100].map((face) => usd(face * 100)),
    responsibleGambling: { helpline: '1-800-522-4700' },
    display: null,
    // Each badge on one screen at least.
    trial: screen.kind === 'fault' ? 'STAND_IN' : 'DEMO',
    brand: null,
  };
}
