/** The switch that an attendant turns with a key: the way into the operator menu. */
import type { EventEmitter } from 'node:events';

export interface AttendantKeyEvents {
  /** Emitted once for each turn of the key. */
  turned: [];
}

export type AttendantKey = EventEmitter<AttendantKeyEvents>;
