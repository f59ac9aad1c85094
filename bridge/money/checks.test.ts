/** What stands against a funding before its limit is asked, each by itself and in the order of the Funding API document. */
import { expect, it } from 'vitest';
import { READY_CABINET } from '../../test/support/bridge/test-kiosk.ts';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { MachineOnFloor } from '../ledger/machines.ts';
import { checkFunding, reasonForGlass } from './checks.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const rules = { merchantId: 'm', currency: 'USD', minAmount: usd(100), maxAmount: usd(100_000) };

function machine(cabinet: CabinetStatus, changes: Partial<MachineOnFloor> = {}): MachineOnFloor {
  return {
    asset: 'EGM-1',
    designation: '000042',
    gameName: null,
    enabled: true,
    heard: true,
    questions: 0,
    link: {
      heldBy: 'bridge-1',
      connectedAt: new Date(0),
      kioskVersion: '1',
      kioskRuntime: 'test',
      cabinet,
      board: null,
    },
    ...changes,
  };
}

const ready = (changes: object = {}): MachineOnFloor => machine({ ...READY_CABINET, ...changes });

it.each<[string, MachineOnFloor | null, object, string, RegExp]>([
  ['of another merchant', ready(), { merchantId: 'x' }, 'MERCHANT_MISMATCH', /merchant/],
  ['for a machine that nobody enrolled', null, {}, 'UNKNOWN_ASSET', /enrolled/],
  [
    "in a currency that is not the property's",
    ready(),
    { amount: { minor: 2_000, currency: 'EUR' } },
    'CURRENCY_MISMATCH',
    /USD/,
  ],
  ['below the least', ready(), { amount: usd(99) }, 'AMOUNT_OUT_OF_RANGE', /property/],
  ['above the most', ready(), { amount: usd(100_001) }, 'AMOUNT_OUT_OF_RANGE', /property/],
  [
    'for a machine without a link',
    machine(READY_CABINET, { link: null }),
    {},
    'ASSET_OFFLINE',
    /not connected/,
  ],
  [
    'for a disabled machine',
    machine(READY_CABINET, { enabled: false }),
    {},
    'MACHINE_NOT_PLAYABLE',
    /disabled/,
  ],
  [
    'for a cabinet that is not ready',
    machine({ connection: 'fault', fault: 'SILENT' }),
    {},
    'MACHINE_NOT_PLAYABLE',
    /not ready/,
  ],
  ['with a door open', ready({ conditions: ['DOOR_OPEN', 'TILT'] }), {}, 'MACHINE_NOT_PLAYABLE', /door/],
  ['in tilt', ready({ conditions: ['TILT'] }), {}, 'MACHINE_NOT_PLAYABLE', /tilt/],
  ['while it cashes out', ready({ conditions: ['CASHING_OUT'] }), {}, 'MACHINE_NOT_PLAYABLE', /cashing out/],
  ['out of order', ready({ conditions: ['OUT_OF_ORDER'] }), {}, 'MACHINE_NOT_PLAYABLE', /out of order/],
  ['for a machine of another currency', ready({ currency: 'EUR' }), {}, 'CURRENCY_MISMATCH', /EUR/],
  ['of more than the machine takes', ready({ maxTransfer: 1_999 }), {}, 'AMOUNT_OUT_OF_RANGE', /machine/],
  [
    'that the denomination does not divide',
    ready({ denomination: 300 }),
    {},
    'NOT_A_MULTIPLE',
    /denomination/,
  ],
])('a funding %s is declined', (_, on, changes, code, message) => {
  expect(checkFunding({ merchantId: 'm', amount: usd(2_000), ...changes }, on, rules)).toEqual({
    code,
    message: expect.stringMatching(message) as string,
  });
});

it.each([100, 2_000, 100_000])(
  'a funding of %i to a machine that is ready is for its limit to decide',
  (minor) => {
    expect(checkFunding({ merchantId: 'm', amount: usd(minor) }, ready(), rules)).toBeNull();
  },
);

it('tells nobody at the machine that a player is excluded [excluded-stays-out]', () => {
  expect(reasonForGlass('PLAYER_EXCLUDED')).toBeNull();
});

it("tells the player nothing of what is none of the player's business [where-the-money-is]", () => {
  const codes = ['UNKNOWN_ASSET', 'MERCHANT_MISMATCH', 'MACHINE_REFUSED'] as const;
  expect(codes.map(reasonForGlass)).toEqual([null, null, null]);
  expect(reasonForGlass('NOT_A_MULTIPLE')).toBe('AMOUNT_NOT_ALLOWED');
  expect(reasonForGlass('MACHINE_NOT_PLAYABLE')).toBe('MACHINE_NOT_READY');
  expect(reasonForGlass('ASSET_OFFLINE')).toBe('MACHINE_NOT_READY');
  expect(reasonForGlass('BUSY')).toBe('MACHINE_NOT_READY');
  expect(reasonForGlass('EXPIRED')).toBe('EXPIRED');
  expect(reasonForGlass('LIMIT_REACHED')).toBe('LIMIT_REACHED');
});
