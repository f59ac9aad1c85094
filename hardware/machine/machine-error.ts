/** The ways in which a machine fails to do what it was asked. */
export type MachineErrorCode =
  /** The machine is not in state `ready`. Nothing was sent. */
  | 'NOT_READY'
  /** The machine was lost, or did not answer in time, after something was sent: the outcome is not known [confirmed-only]. */
  | 'NO_ANSWER'
  /** The machine answered that its history no longer reaches back to this id. */
  | 'FORGOTTEN';

export class MachineError extends Error {
  readonly code: MachineErrorCode;

  constructor(code: MachineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MachineError';
    this.code = code;
  }
}

/** The answer; null where the machine did not answer. */
export async function answerOrNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MachineError) return null;
    throw error;
  }
}
