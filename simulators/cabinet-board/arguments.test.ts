import { describe, expect, it } from 'vitest';
import { parseCabinetArguments } from './arguments.ts';

describe('the command line of the virtual cabinet', () => {
  it('has a default for everything', () => {
    expect(parseCabinetArguments([])).toEqual({
      reportsPort: 7401,
      controlPort: 7402,
      memory: '.topper/cabinet.json',
      serial: 'VIRTUAL-1',
      uhid: null,
    });
  });

  it('takes ports, memory, serial number and USB ids', () => {
    const text = '--reports-port 0 --control-port 1 --memory m --serial S --uhid --usb-ids 16c0:05DF';
    expect(parseCabinetArguments(text.split(' '))).toEqual({
      reportsPort: 0,
      controlPort: 1,
      memory: 'm',
      serial: 'S',
      uhid: { vendorId: 0x16c0, productId: 0x05df },
    });
  });

  it.each([
    '--reports-port 65536',
    '--control-port -1',
    '--serial seventeen-letters-',
    '--uhid --usb-ids 1209',
    '--bogus',
  ])('refuses %s with a sentence', (text) => {
    expect(() => parseCabinetArguments(text.split(' '))).toThrow(/\w+ \w+/);
  });
});
