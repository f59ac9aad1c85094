/** The command line of the virtual cabinet. */
import { parseArgs } from 'node:util';
import type { HidIds } from '../../hardware/transports/open-hid.ts';

export const usage = `Usage: npm run cabinet -- [options]

A virtual cabinet: the firmware of a cabinet interface board, without the cabinet.

  --reports-port PORT  loopback TCP port for a kiosk (default 7401; 0 picks one)
  --control-port PORT  loopback HTTP port for hands on the cabinet (default 7402; 0 picks one)
  --memory FILE        the board's non-volatile memory (default .topper/cabinet.json)
  --uhid               also plug it into this Linux computer as a HID device (modprobe uhid)
  --usb-ids VID:PID    its USB ids there, hexadecimal (default 1209:0001)
  --serial TEXT        serial number, 1 to 16 characters (default VIRTUAL-1)
  --help               this text
`;

export interface CabinetArguments {
  reportsPort: number;
  controlPort: number;
  memory: string;
  serial: string;
  /** The ids of the HID device to be, if there is to be one. */
  uhid: HidIds | null;
}

/** The arguments, or 'help'. Throws an Error with one sentence for a person. */
export function parseCabinetArguments(args: string[]): CabinetArguments | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      'reports-port': { type: 'string', default: '7401' },
      'control-port': { type: 'string', default: '7402' },
      memory: { type: 'string', default: '.topper/cabinet.json' },
      serial: { type: 'string', default: 'VIRTUAL-1' },
      uhid: { type: 'boolean', default: false },
      'usb-ids': { type: 'string', default: '1209:0001' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^[\x20-\x7e]{1,16}$/.test(values.serial)) {
    throw new Error('--serial takes 1 to 16 printable ASCII characters');
  }
  return {
    reportsPort: port('--reports-port', values['reports-port']),
    controlPort: port('--control-port', values['control-port']),
    memory: values.memory,
    serial: values.serial,
    uhid: values.uhid ? usbIds(values['usb-ids']) : null,
  };
}

function port(option: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new Error(`${option} takes a port number from 0 to 65535, not ${text}`);
}

function usbIds(text: string): HidIds {
  const [, vendorId, productId] = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(text) ?? [];
  if (vendorId === undefined || productId === undefined) {
    throw new Error(`--usb-ids takes two times four hexadecimal digits, such as 1209:0001, not ${text}`);
  }
  return { vendorId: Number.parseInt(vendorId, 16), productId: Number.parseInt(productId, 16) };
}
