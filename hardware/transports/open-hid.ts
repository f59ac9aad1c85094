/**
 * The one place that touches node-hid: finds a device by its ids and usage and opens it, for whole reports. There are no
 * attach or detach events in node-hid; unplugging shows as a read error, and a new device is found by looking again.
 */
import type * as NodeHid from 'node-hid';
import { OpenError, type OpenTransport, type Receiver, type Transport } from './report-transport.ts';

/** USB vendor and product id. */
export interface HidIds {
  vendorId: number;
  productId: number;
}

/** What a device says it is, which its ids alone do not tell. */
export interface HidUsage {
  usagePage: number;
  usage: number;
}

/** Opens the one board with these ids and this usage. */
export function openHid(wanted: HidIds & HidUsage): OpenTransport {
  return async (receiver) => {
    const hid = await loadNodeHid();
    const path = boardPath(await enumerate(hid, wanted), wanted);
    let device: NodeHid.HIDAsync;
    try {
      device = await hid.HIDAsync.open(path);
    } catch (cause) {
      throw new OpenError('CANNOT_OPEN', `the board at ${path} does not open`, { cause });
    }
    return new HidTransport(device, receiver);
  };
}

let loading: Promise<typeof NodeHid> | undefined;

/** Loaded only when a board is really looked for: the demo needs no native code. */
async function loadNodeHid(): Promise<typeof NodeHid> {
  loading ??= import('node-hid').then((module) => {
    // A CommonJS module: bundlers and Node put its exports in different places.
    const hid = 'HIDAsync' in module ? module : (module as { default: typeof NodeHid }).default;
    if (process.platform === 'linux') hid.setDriverType('hidraw');
    return hid;
  });
  return loading;
}

async function enumerate(hid: typeof NodeHid, { vendorId, productId }: HidIds): Promise<NodeHid.Device[]> {
  try {
    return await hid.devicesAsync(vendorId, productId);
  } catch (cause) {
    throw new OpenError('CANNOT_OPEN', 'the HID devices of this computer cannot be listed', { cause });
  }
}

/** The path of the one board among the devices that carry its ids. @throws {OpenError} */
export function boardPath(devices: readonly NodeHid.Device[], { usagePage, usage }: HidUsage): string {
  const boards = devices.filter((device) => device.usagePage === usagePage && device.usage === usage);
  const paths = new Set(boards.flatMap(({ path }) => (path === undefined ? [] : [path])));
  const [path, second] = paths;
  if (second !== undefined) throw new OpenError('TWO_BOARDS', `${paths.size} boards are plugged in`);
  if (path !== undefined) return path;
  if (devices.length === 0) throw new OpenError('ABSENT', 'no board is plugged in');
  throw new OpenError('WRONG_BOARD', 'a device with the ids of the board is something else');
}

class HidTransport implements Transport {
  readonly #device: NodeHid.HIDAsync;
  #gone = false;

  constructor(device: NodeHid.HIDAsync, receiver: Receiver) {
    this.#device = device;
    device.on('error', (cause: Error) => {
      if (this.#gone) return;
      this.#gone = true;
      receiver.lost(cause);
    });
    device.on('data', (report: Buffer) => {
      if (!this.#gone) receiver.report(report);
    });
  }

  async write(report: Uint8Array): Promise<void> {
    await this.#device.write(Buffer.from(report));
  }

  async close(): Promise<void> {
    this.#gone = true;
    try {
      await this.#device.close();
    } catch {
      // The device is gone with its cable: there is nothing to close.
    }
  }
}
