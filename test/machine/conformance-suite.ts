/**
 * What every machine promises, whatever its protocol and whatever carries it. The suite knows the interface only
 * (hardware/machine/), no test runner and no cable, so that the same scenarios run in process, over a loopback socket,
 * and through node-hid and the kernel. A new driver is done when it passes.
 */
import type { Machine } from '../../hardware/machine/machine.ts';
import type { Scenario } from './scenario.ts';
import { attendantKeyScenarios } from './scenarios/attendant-key.ts';
import { creditMeterScenarios } from './scenarios/credit-meter.ts';
import { diagnosticsScenarios } from './scenarios/diagnostics.ts';
import { lossScenarios } from './scenarios/loss.ts';
import { noteAcceptorScenarios } from './scenarios/note-acceptor.ts';
import { presenceScenarios } from './scenarios/presence.ts';

/** The capabilities that a machine need not have. */
export type Capability = keyof Pick<Machine, 'noteAcceptor' | 'attendantKey' | 'diagnostics'>;

const scenariosOf: Record<Capability, readonly Scenario[]> = {
  noteAcceptor: noteAcceptorScenarios,
  attendantKey: attendantKeyScenarios,
  diagnostics: diagnosticsScenarios,
};

/** @param has what the machine says that it has, beside its credit meter. */
export function conformanceSuite(has: readonly Capability[]): Scenario[] {
  return [
    ...presenceScenarios,
    ...creditMeterScenarios,
    ...lossScenarios,
    ...has.flatMap((capability) => scenariosOf[capability]),
  ];
}
