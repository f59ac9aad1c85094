/** What surrounds the board in a cabinet and does not depend on its power: doors, the acceptor's mechanics. */
import type { NotPlayableCondition } from '../../protocol/cabinet.ts';
import type { BoardInput } from '../../hardware/drivers/cabinet-board/codes.ts';
import type { AcceptorDefect } from './note-unit.ts';

export interface World {
  doorOpen: boolean;
  tilt: boolean;
  cashingOut: boolean;
  attendantKey: boolean;
  acceptor: AcceptorDefect;
  /** Minor units of the notes in it. */
  cashBox: number;
}

export function calmWorld(): World {
  return { doorOpen: false, tilt: false, cashingOut: false, attendantKey: false, acceptor: 'OK', cashBox: 0 };
}

export function conditionsOf(world: World): NotPlayableCondition[] {
  const conditions: NotPlayableCondition[] = [];
  if (world.doorOpen) conditions.push('DOOR_OPEN');
  if (world.tilt) conditions.push('TILT');
  if (world.cashingOut) conditions.push('CASHING_OUT');
  return conditions;
}

export function inputsOf(world: World): BoardInput[] {
  return world.attendantKey ? ['ATTENDANT_KEY'] : [];
}
