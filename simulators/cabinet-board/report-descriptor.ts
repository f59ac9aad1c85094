/** The report descriptor of docs/cabinet-hid.md, as every board carries it. */
import { REPORT_BYTES, ReportId } from '../../hardware/drivers/cabinet-board/frame.ts';
import { USAGE, USAGE_PAGE } from '../../hardware/drivers/cabinet-board/codes.ts';

const payloadBytes = REPORT_BYTES - 1;

export function reportDescriptor(usagePage: number = USAGE_PAGE): Uint8Array {
  const items = [
    [0x06, usagePage & 0xff, usagePage >> 8], // Usage Page (vendor)
    [0x09, USAGE], // Usage
    [0xa1, 0x01], // Collection (Application)
    [0x15, 0x00], // Logical Minimum (0)
    [0x26, 0xff, 0x00], // Logical Maximum (255)
    [0x75, 0x08], // Report Size (8 bits)
    [0x95, payloadBytes], // Report Count
    [0x85, ReportId.request, 0x09, 0x02, 0x91, 0x02], // Output
    [0x85, ReportId.answer, 0x09, 0x03, 0x81, 0x02], // Input
    [0x85, ReportId.notice, 0x09, 0x04, 0x81, 0x02], // Input
    [0xc0], // End Collection
  ];
  return Uint8Array.from(items.flat());
}
