/** The cabinet program as a HID device, and the cabinet that the kiosk makes from its settings: nothing in between. */
import { deepEqual } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMachine } from '../../../hardware/machine-kinds.ts';
import { silentLog, startCabinetProcess } from '../../support/board/cabinet-process.ts';
import { waitFor } from '../../support/wait.ts';
import { nextProductId, VENDOR_ID } from '../hidraw.ts';
import type { BoardScenario } from '../../cabinet-board/board-scenario.ts';
import { amount } from '../../machine/scenario.ts';

export const processScenarios: readonly BoardScenario[] = [
  {
    name: 'npm run cabinet -- --uhid is a board that the kiosk’s own settings find and credit',
    async run() {
      const directory = await mkdtemp(join(tmpdir(), 'cabinet-'));
      const productId = nextProductId();
      const hex = (id: number): string => id.toString(16).padStart(4, '0');
      const board = await startCabinetProcess(join(directory, 'memory.json'), 0, [
        '--uhid',
        '--usb-ids',
        `${hex(VENDOR_ID)}:${hex(productId)}`,
      ]);
      const cabinet = createMachine({ kind: 'hid', vendorId: VENDOR_ID, productId }, silentLog);
      try {
        cabinet.start();
        await waitFor('the board', () => cabinet.status.connection === 'ready', { timeoutMs: 60_000 });
        const order = { transferId: '000042-0000000001', amount, lifetimeMs: 10_000 };
        deepEqual(await cabinet.creditMeter.transfer(order), { outcome: 'credited', amount });
        deepEqual((await board.state()).meters.cashlessIn, amount.minor);
      } finally {
        await cabinet.stop();
        await board.service.stop();
        await rm(directory, { recursive: true });
      }
    },
  },
];
