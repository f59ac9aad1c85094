import { describe, expect, it } from 'vitest';
import { reportDescriptor } from './report-descriptor.ts';
import { createEvent, inputEvent, parseEvent, refusal, UHID_EVENT_BYTES } from './uhid-events.ts';

describe('the events of /dev/uhid', () => {
  it('describe the board as linux/uhid.h lays it out', () => {
    const descriptor = reportDescriptor();
    const event = createEvent({
      name: 'Board',
      serial: 'S-1',
      vendorId: 0x1209,
      productId: 1,
      reportDescriptor: descriptor,
    });
    expect(event.readUInt32LE(0)).toBe(11);
    expect(event.toString('latin1', 4, 9)).toBe('Board');
    expect(event.toString('latin1', 196, 199)).toBe('S-1');
    expect([event.readUInt16LE(260), event.readUInt16LE(262)]).toEqual([descriptor.length, 3]);
    expect([event.readUInt32LE(264), event.readUInt32LE(268)]).toEqual([0x1209, 1]);
    expect(event.subarray(280)).toEqual(Buffer.from(descriptor));
  });

  it('carry a report to the kernel with its length', () => {
    const event = inputEvent(Uint8Array.of(2, 3, 4));
    expect([...event]).toEqual([12, 0, 0, 0, 3, 0, 2, 3, 4]);
  });

  it('bring a report of the kiosk with as many bytes as it wrote', () => {
    const event = Buffer.alloc(UHID_EVENT_BYTES);
    event.writeUInt32LE(6, 0);
    event.set([1, 2, 3], 4);
    event.writeUInt16LE(3, 4 + 4_096);
    expect(parseEvent(event)).toEqual({ type: 'output', report: Uint8Array.of(1, 2, 3) });
  });

  it('ask for feature reports in vain', () => {
    const event = Buffer.alloc(UHID_EVENT_BYTES);
    event.writeUInt32LE(9, 0);
    event.writeUInt32LE(77, 4);
    const request = parseEvent(event);
    expect(request).toEqual({ type: 'getReport', id: 77 });
    const reply = refusal({ type: 'getReport', id: 77 });
    expect([reply.readUInt32LE(0), reply.readUInt32LE(4), reply.readUInt16LE(8)]).toEqual([10, 77, 5]);
  });
});
