/** A schedule of orders, notes and faults: what happens to a kiosk and its board within a minute, at random. */
import * as fc from 'fast-check';
import { Misbehaviour, type VirtualCabinetAction } from '../../../simulators/cabinet-board/control.ts';
import { NoteStep, TransferStep } from '../../../simulators/hands.ts';

export type Happening =
  | { kind: 'order'; minor: number; lifetimeMs: number }
  | { kind: 'kioskCrash' }
  | { kind: 'act'; action: VirtualCabinetAction };

export interface Schedule {
  /** Share of reports that are lost, come twice, or arrive with a wrong byte, from 0 to 0.1 each. */
  noise: { loss: number; duplication: number; corruption: number };
  /** For the noise and for the driver's sequence numbers. */
  seed: number;
  /** In order; `afterMs` since the one before. */
  happenings: { afterMs: number; what: Happening }[];
}

const oneOf = <T>(schema: { enum: readonly T[] }): fc.Arbitrary<T> => fc.constantFrom(...schema.enum);

const act = (action: fc.Arbitrary<VirtualCabinetAction>): fc.Arbitrary<Happening> =>
  action.map((action) => ({ kind: 'act', action }));

const order: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('order'),
  minor: fc.constantFrom(100, 2_000, 5_000, 300_001),
  lifetimeMs: fc.constantFrom(0, 300, 10_000),
});
const note = act(
  fc.record({
    action: fc.constant('note.insert'),
    minor: fc.constantFrom(100, 500, 2_000),
    genuine: fc.boolean(),
  }),
);
const powerOn = act(fc.constant({ action: 'power', on: true }));
const cablePlugged = act(fc.constant({ action: 'cable', plugged: true }));
const fault = act(
  fc.oneof(
    fc.record({
      action: fc.constant('powerCutAt' as const),
      step: fc.oneof(oneOf(TransferStep), oneOf(NoteStep)),
    }),
    fc.constant({ action: 'power' as const, on: false }),
    fc.constant({ action: 'cable' as const, plugged: false }),
    fc.record({ action: fc.constant('door' as const), open: fc.boolean() }),
    fc.record({ action: fc.constant('misbehave' as const), as: fc.option(oneOf(Misbehaviour)) }),
    fc.record({ action: fc.constant('delayNextCredit' as const), ms: fc.constantFrom(50, 700, 5_000) }),
    fc.record({
      action: fc.constant('acceptor' as const),
      state: fc.constantFrom('OK' as const, 'JAMMED' as const, 'CASHBOX_FULL' as const),
    }),
  ),
);

const happening = fc.oneof(
  { arbitrary: order, weight: 6 },
  { arbitrary: note, weight: 4 },
  { arbitrary: fault, weight: 5 },
  { arbitrary: powerOn, weight: 2 },
  { arbitrary: cablePlugged, weight: 2 },
  { arbitrary: fc.constant<Happening>({ kind: 'kioskCrash' }), weight: 1 },
);

const share = fc.constantFrom(0, 0, 0, 0.02, 0.1);

export const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  noise: fc.record({ loss: share, duplication: share, corruption: share }),
  seed: fc.nat(),
  happenings: fc.array(
    fc.record({ afterMs: fc.constantFrom(0, 1, 30, 400, 3_000, 15_000), what: happening }),
    { minLength: 1, maxLength: 20 },
  ),
});
