/** What a machine can find out about itself. */

/** A part that the self test looks at. */
export type MachinePart = 'PROGRAM' | 'MEMORY' | 'METER' | 'ACCEPTOR';

export interface Diagnostics {
  /** @returns the parts that failed; none is a pass. @throws {MachineError} */
  selfTest(): Promise<MachinePart[]>;
}
