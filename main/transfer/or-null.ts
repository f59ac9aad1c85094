import { MachineError } from '../../hardware/machine/machine-error.ts';

/** Null where the board did not answer. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MachineError) return null;
    throw error;
  }
}
