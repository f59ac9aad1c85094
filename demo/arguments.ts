/** The command line of `npm start`. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKOUT } from '../tools/checkout.ts';
import { SetupError } from '../tools/setup-error.ts';
import { RAILS, type Rail } from './rail.ts';

export const HELP = `npm start [-- options]

Sets up what is missing and runs the demo: sandbox, bridge, virtual cabinet, kiosk, and the demo desk, the web page from
which all of it is shown. Ctrl-C ends it.

  --desk-port N      the desk's port (default 7310; the next free one where it is taken; 0: any)
  --rail R           whose code is on the glass first: scan-and-pay (the default), or trustly-on-file; the desk changes it
  --second-display   the glass full screen on the second display, instead of in a window
  --lan              a real phone on the same network can scan and pay (docs/demo.md says how)
  --lan-address A    the address of this machine to use for it, where it has several
  --brand DIR        the glass and the operators' pages in the brand of a casino, as in demo/brands/copper-canyon
  --no-open          do not open the desk in the browser
  --state DIR        where the demo keeps its state between runs (default .topper/demo)
  --help             this text

Environment
  TOPPER_ELECTRON    an Electron executable to use instead of the one found
  DISPLAY            the X display, on Linux; where there is none a virtual one is started`;

export interface DemoOptions {
  help: boolean;
  deskPort: number;
  rail: Rail;
  secondDisplay: boolean;
  open: boolean;
  /** The folder of a brand, absolute; null: our own look. */
  brand: string | null;
  /** Whether a real phone is let in, and by which address; null: the likeliest. */
  lan: { address: string | null } | null;
  /** Absolute. */
  state: string;
}

const MAX_PORT = 65_535;

/** @throws {SetupError} with one line where an argument is wrong. */
export function readArguments(args: string[]): DemoOptions {
  const values = parse(args);
  const deskPort = Number(values['desk-port']);
  if (!/^[0-9]+$/.test(values['desk-port']) || deskPort > MAX_PORT) {
    throw new SetupError(`--desk-port is a number from 0 to ${MAX_PORT}, not "${values['desk-port']}"`);
  }
  const rail = RAILS.find((name) => name === values.rail);
  if (rail === undefined) throw new SetupError(`--rail is ${RAILS.join(' or ')}, not "${values.rail}"`);
  return {
    help: values.help,
    deskPort,
    rail,
    secondDisplay: values['second-display'],
    open: !values['no-open'],
    brand: values.brand === undefined ? null : path.resolve(values.brand),
    lan:
      values.lan || values['lan-address'] !== undefined ? { address: values['lan-address'] ?? null } : null,
    state: path.resolve(values.state),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      strict: true,
      options: {
        'desk-port': { type: 'string', default: '7310' },
        rail: { type: 'string', default: RAILS[0] },
        'second-display': { type: 'boolean', default: false },
        lan: { type: 'boolean', default: false },
        brand: { type: 'string' },
        'lan-address': { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        state: { type: 'string', default: path.join(CHECKOUT, '.topper', 'demo') },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new SetupError(`${reason}; see --help`, { cause });
  }
}
