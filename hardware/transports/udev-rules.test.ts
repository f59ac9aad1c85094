import { expect, it } from 'vitest';
import { udevRules } from './udev-rules.ts';

it('gives each board to the kiosk’s group, and to nobody else', () => {
  const rules = udevRules([
    { vendorId: 0x1209, productId: 0x0001 },
    { vendorId: 0x16c0, productId: 0x05df },
  ]);
  expect(rules.trimEnd().split('\n').slice(1)).toEqual([
    'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", KERNELS=="0003:1209:0001.*", GROUP="topper", MODE="0660"',
    'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", KERNELS=="0003:16C0:05DF.*", GROUP="topper", MODE="0660"',
  ]);
});
