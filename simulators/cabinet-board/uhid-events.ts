/**
 * The events of Linux' /dev/uhid (linux/uhid.h) that a HID device in user space needs. Native byte order, packed; the
 * kernel takes shorter writes than its union is long, and fills the rest with zero. Pure.
 */

/** Longest event the kernel hands out. */
export const UHID_EVENT_BYTES = 4_380;

const EventType = {
  DESTROY: 1,
  START: 2,
  STOP: 3,
  OPEN: 4,
  CLOSE: 5,
  OUTPUT: 6,
  GET_REPORT: 9,
  GET_REPORT_REPLY: 10,
  CREATE2: 11,
  INPUT2: 12,
  SET_REPORT: 13,
  SET_REPORT_REPLY: 14,
} as const;

const TYPE_BYTES = 4;
const BUS_USB = 3;
const EIO = 5;
/** Offsets in UHID_CREATE2. */
const create2 = { name: 4, phys: 132, uniq: 196, rdSize: 260, bus: 262, vendor: 264, product: 268, rd: 280 };
const OUTPUT_DATA_BYTES = 4_096;

/** What the kernel wants of the device. */
export type UhidEvent =
  | { type: 'start' | 'stop' | 'open' | 'close' }
  | { type: 'output'; report: Uint8Array }
  /** Feature reports, which the board does not have: to be answered with {@link refusal}. */
  | { type: 'getReport' | 'setReport'; id: number }
  | { type: 'other' };

export interface HidDescription {
  /** Up to 127 bytes. */
  name: string;
  /** The serial number that the operating system shows; up to 63 bytes. */
  serial: string;
  vendorId: number;
  productId: number;
  reportDescriptor: Uint8Array;
}

export function createEvent(device: HidDescription): Buffer {
  const event = Buffer.alloc(create2.rd + device.reportDescriptor.length);
  event.writeUInt32LE(EventType.CREATE2, 0);
  event.write(device.name, create2.name, 127, 'utf8');
  event.write(device.serial, create2.uniq, 63, 'utf8');
  event.writeUInt16LE(device.reportDescriptor.length, create2.rdSize);
  event.writeUInt16LE(BUS_USB, create2.bus);
  event.writeUInt32LE(device.vendorId, create2.vendor);
  event.writeUInt32LE(device.productId, create2.product);
  event.set(device.reportDescriptor, create2.rd);
  return event;
}

export function destroyEvent(): Buffer {
  const event = Buffer.alloc(TYPE_BYTES);
  event.writeUInt32LE(EventType.DESTROY, 0);
  return event;
}

/** A report from the device, report id first. */
export function inputEvent(report: Uint8Array): Buffer {
  const event = Buffer.alloc(TYPE_BYTES + 2 + report.length);
  event.writeUInt32LE(EventType.INPUT2, 0);
  event.writeUInt16LE(report.length, TYPE_BYTES);
  event.set(report, TYPE_BYTES + 2);
  return event;
}

export function refusal(request: { type: 'getReport' | 'setReport'; id: number }): Buffer {
  const event = Buffer.alloc(TYPE_BYTES + 8);
  event.writeUInt32LE(
    request.type === 'getReport' ? EventType.GET_REPORT_REPLY : EventType.SET_REPORT_REPLY,
    0,
  );
  event.writeUInt32LE(request.id, TYPE_BYTES);
  event.writeUInt16LE(EIO, TYPE_BYTES + 4);
  return event;
}

export function parseEvent(event: Buffer): UhidEvent {
  switch (event.readUInt32LE(0)) {
    case EventType.START:
      return { type: 'start' };
    case EventType.STOP:
      return { type: 'stop' };
    case EventType.OPEN:
      return { type: 'open' };
    case EventType.CLOSE:
      return { type: 'close' };
    case EventType.OUTPUT: {
      const size = event.readUInt16LE(TYPE_BYTES + OUTPUT_DATA_BYTES);
      return { type: 'output', report: Uint8Array.from(event.subarray(TYPE_BYTES, TYPE_BYTES + size)) };
    }
    case EventType.GET_REPORT:
      return { type: 'getReport', id: event.readUInt32LE(TYPE_BYTES) };
    case EventType.SET_REPORT:
      return { type: 'setReport', id: event.readUInt32LE(TYPE_BYTES) };
    default:
      return { type: 'other' };
  }
}
