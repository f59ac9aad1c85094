/** What every program of the demo shares: who watches over it, who is told of it, and what stops it in the end. */
import { SetupError } from '../tools/setup-error.ts';
import type { DeskSnapshot } from './desk/contract.ts';
import type { Situation } from './desk/situation.ts';
import { Program, type ProgramPlan } from './program.ts';
import { Supervisor } from './supervisor.ts';
import type { Teardown } from './teardown.ts';
import type { Warden } from './warden.ts';

export interface Supervision {
  warden: Warden;
  situation: Situation;
  teardown: Teardown;
  say: (line: string) => void;
}

/**
 * Starts a program and keeps it running until the teardown.
 * @param planned asked at each start.
 * @param ready resolves when the program can be used, at its first and at every further start.
 * @throws {SetupError} when it does not come to that the first time.
 */
export async function keepRunning(
  { warden, situation, teardown, say }: Supervision,
  name: keyof DeskSnapshot['programs'],
  planned: () => ProgramPlan,
  ready: (program: Program) => Promise<unknown>,
): Promise<Supervisor> {
  const where = `all of it: ${planned().logFile}`;
  const supervisor = new Supervisor({
    start: async () => Program.start(planned(), warden),
    ready,
    tell: (state) => {
      situation.update({ programs: { ...situation.snapshot.programs, [name]: state } });
      if (state.state === 'restarting') say(`The ${name} ${state.reason}; it is started again. (${where})`);
      if (state.state === 'ended') say(`The ${name} ${state.reason}, too often to go on. (${where})`);
    },
  });
  teardown.add(`the ${name}`, async () => supervisor.stop());
  await supervisor.start().catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError(`The ${reason}\n(${where})`, { exitCode: 1, cause });
  });
  return supervisor;
}
