/** Something the person at the keyboard has to put right; shown as its one line, without a stack. */
export class SetupError extends Error {
  /** 2 for a wrong or missing setting or package, 1 for everything else. */
  readonly exitCode: number;

  constructor(message: string, options?: ErrorOptions & { exitCode?: number }) {
    super(message, options);
    this.name = 'SetupError';
    this.exitCode = options?.exitCode ?? 2;
  }
}

/** Runs a command line program: a {@link SetupError} becomes its line on stderr and its exit code. */
export async function runProgram(program: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
