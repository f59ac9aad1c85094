/** The command line of the kiosk. It has no settings of its own there: those are in the settings file. */

export type Arguments = { kind: 'run' } | { kind: 'help' } | { kind: 'wrong'; problem: string };

export const HELP = `topper [options]

The glass of a slot machine's topper: shows the code that puts money on the machine.
Its settings are in settings.json in its data directory.

  --user-data-dir=DIR   the data directory
  --help                this text

Other options that begin with -- are Chromium's.`;

/**
 * @param given the arguments after the executable.
 * @param packaged an unpackaged application's path is the first that is no option.
 */
export function parseArguments(given: readonly string[], packaged: boolean): Arguments {
  if (given.includes('--help')) return { kind: 'help' };
  const wrong = given.filter((argument) => !argument.startsWith('-'))[packaged ? 0 : 1];
  if (wrong !== undefined) return { kind: 'wrong', problem: `unknown argument "${wrong}"; see --help` };
  const userDataDir = given.find((argument) => /^--user-data-dir(=|$)/.test(argument));
  if (userDataDir !== undefined && !/^--user-data-dir=./.test(userDataDir)) {
    return { kind: 'wrong', problem: '--user-data-dir needs a directory, as in --user-data-dir=DIR' };
  }
  return { kind: 'run' };
}
