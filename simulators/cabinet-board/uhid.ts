/**
 * The virtual cabinet as a true HID device of this Linux computer, through /dev/uhid: the kiosk finds it with node-hid
 * like any board on a USB cable. Needs `modprobe uhid` and the right to write /dev/uhid.
 */
import { writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { HidIds } from '../../hardware/transports/open-hid.ts';
import { reportDescriptor } from './report-descriptor.ts';
import type { Transport } from '../../hardware/transports/report-transport.ts';
import type { VirtualCabinet } from './virtual-cabinet.ts';
import {
  createEvent,
  destroyEvent,
  type HidDescription,
  inputEvent,
  parseEvent,
  refusal,
  UHID_EVENT_BYTES,
  type UhidEvent,
} from './uhid-events.ts';

/** What the kernel wants of which device. */
type UhidListener = (event: UhidEvent, device: UhidDevice) => void;

/** A HID device in user space, for as long as it is not removed. */
export class UhidDevice {
  readonly #file: FileHandle;
  readonly #reading: Promise<void>;
  #removed = false;

  private constructor(file: FileHandle, onEvent: UhidListener) {
    this.#file = file;
    this.#reading = this.#read(onEvent);
  }

  /** Resolves when the kernel has taken the device. Rejects where there is no /dev/uhid to write to. */
  static async create(device: HidDescription, onEvent: UhidListener): Promise<UhidDevice> {
    const file = await open('/dev/uhid', 'r+');
    writeSync(file.fd, createEvent(device));
    return new UhidDevice(file, onEvent);
  }

  /** Writes at once, so that reports keep their order; the kernel never lets a writer wait here. */
  write(event: Buffer): void {
    if (!this.#removed) writeSync(this.#file.fd, event);
  }

  /** Takes the device away, as pulling its cable does. */
  async remove(): Promise<void> {
    this.write(destroyEvent());
    this.#removed = true;
    await this.#reading;
  }

  /** Ends with the event `stop`, which the kernel sends when the device has been destroyed. */
  async #read(onEvent: UhidListener): Promise<void> {
    const buffer = Buffer.alloc(UHID_EVENT_BYTES);
    for (;;) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, null);
      const event = parseEvent(buffer.subarray(0, bytesRead));
      if (event.type === 'getReport' || event.type === 'setReport') this.write(refusal(event));
      else onEvent(event, this);
      if (event.type === 'stop') break;
    }
    await this.#file.close();
  }
}

/** Plugs the cabinet into this computer, out when its cable or power goes, and in again. */
export async function plugIntoUhid(
  cabinet: VirtualCabinet,
  ids: HidIds,
): Promise<{ remove(): Promise<void> }> {
  const plug = new UhidPlug(cabinet, ids);
  await plug.follow();
  const follow = (): void => void plug.follow();
  cabinet.on('attached', follow);
  return {
    async remove() {
      cabinet.off('attached', follow);
      await plug.pull();
    },
  };
}

class UhidPlug {
  readonly #cabinet: VirtualCabinet;
  readonly #ids: HidIds;
  #device: UhidDevice | undefined;
  #board: Transport | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(cabinet: VirtualCabinet, ids: HidIds) {
    this.#cabinet = cabinet;
    this.#ids = ids;
  }

  /** Makes the device be there, or not, as the cabinet is now. One step at a time, in the order asked for. */
  async follow(): Promise<void> {
    this.#work = this.#work.then(async () => (this.#cabinet.attached ? this.#insert() : this.#withdraw()));
    await this.#work;
  }

  async pull(): Promise<void> {
    this.#work = this.#work.then(async () => this.#withdraw());
    await this.#work;
  }

  async #insert(): Promise<void> {
    if (this.#device !== undefined) return;
    const description = {
      name: 'Topper virtual cabinet interface board',
      serial: this.#cabinet.state.identity.serial,
      ...this.#ids,
      reportDescriptor: reportDescriptor(),
    };
    this.#device = await UhidDevice.create(description, (event, device) => this.#take(event, device));
  }

  async #withdraw(): Promise<void> {
    const device = this.#device;
    this.#device = undefined;
    await this.#board?.close();
    this.#board = undefined;
    await device?.remove();
  }

  #take(event: UhidEvent, device: UhidDevice): void {
    switch (event.type) {
      case 'open':
        // Opened and unplugged at the same moment: there is nothing to open any more.
        if (!this.#cabinet.attached) return;
        this.#board = this.#cabinet.open({
          report: (report) => device.write(inputEvent(report)),
          lost: () => undefined,
        });
        return;
      case 'close':
        void this.#board?.close();
        this.#board = undefined;
        return;
      case 'output':
        this.#board?.write(event.report).catch(() => undefined);
        return;
      default:
    }
  }
}
