/** The command line of the kiosk. It has no settings of its own there: those are in the settings file. */

export type Arguments = { kind: 'run' } | { kind: 'help' } | { kind: 'wrong'; problem: string };

/**
 * All switches that an installed kiosk takes. Chromium and Node have some fifteen hundred others. Some of them open a
 * debugger on the kiosk, load code into it, or turn off its sandbox, its certificates or its network.
 */
const INSTALLED_TAKES = ['--user-data-dir', '--ozone-platform', '--force-device-scale-factor', '--help'];

export const HELP = `topper [options]

The glass of a slot machine's topper: shows the code that puts money on the machine.
Its settings are in settings.json in its data directory.

  --user-data-dir=DIR               the data directory
  --ozone-platform=NAME             x11 or wayland
  --force-device-scale-factor=N     pixels of the display for one of the page
  --help                            this text

From a checkout other options that begin with -- are passed to Chromium; an installed kiosk refuses them.`;

/**
 * @param given the arguments after the executable.
 * @param packaged an installed kiosk. An unpackaged application's path is the first that is no option.
 */
export function parseArguments(given: readonly string[], packaged: boolean): Arguments {
  const foreign = packaged ? given.find(isForeign) : undefined;
  if (foreign !== undefined) {
    const name = foreign.replace(/=.*/s, '');
    return {
      kind: 'wrong',
      problem: `an installed kiosk does not take ${name}, only ${INSTALLED_TAKES.join(', ')}`,
    };
  }
  if (given.includes('--help')) return { kind: 'help' };
  const wrong = given.filter((argument) => !argument.startsWith('-'))[packaged ? 0 : 1];
  if (wrong !== undefined) return { kind: 'wrong', problem: `unknown argument "${wrong}"; see --help` };
  const userDataDir = given.find((argument) => /^--user-data-dir(=|$)/.test(argument));
  if (userDataDir !== undefined && !/^--user-data-dir=./.test(userDataDir)) {
    return { kind: 'wrong', problem: '--user-data-dir needs a directory, as in --user-data-dir=DIR' };
  }
  return { kind: 'run' };
}

/** Chromium takes a switch with one dash as well. */
function isForeign(argument: string): boolean {
  return argument.startsWith('-') && !INSTALLED_TAKES.includes(argument.replace(/=.*/s, ''));
}
