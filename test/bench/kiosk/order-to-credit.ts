/** What the kiosk adds to the board's own time between an order and its confirmed credit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '../../../tools/checkout.ts';
import { SetupError } from '../../../tools/setup-error.ts';
import { inProcess } from '../../cabinet-board/targets.ts';
import { runInGuest } from '../../hid/guest/guest.ts';
import { creditTimes, type CreditSamples } from './credit-times.ts';
import { NotMeasurableHere, type Measured, type Row, type Sizes } from '../row.ts';

/** How a guest tells what it measured. */
export const SAMPLES_LINE = 'samples ';
const GUEST_SILENCE_MS = 600_000;

export function orderToCredit({ samples, hidraw }: Sizes): Row[] {
  const row: Row = {
    name: 'order-to-credit',
    family: 'order-to-credit',
    title: 'Order to confirmed credit, in process',
    product:
      'From an order at the transfer desk, through the journal and the driver, to the confirmation of a virtual board whose memory costs nothing.',
    floor:
      'One page of 4 KiB written and flushed, then one report written to the same board and its answer read.',
    unit: 'ms',
    wanted: { kind: 'ratio', p50: 1.5 },
    decision: '0018-the-kiosk-stays-up.md',
    measure: async (rounds) => measuredOf(await inThisProcess(rounds, samples)),
  };
  return hidraw ? [row, throughHidraw(row, samples)] : [row];
}

function throughHidraw(row: Row, samples: number): Row {
  return {
    ...row,
    name: 'order-to-credit-hidraw',
    title: 'Order to confirmed credit, through node-hid and hidraw',
    product: `${row.product} Through node-hid and the hidraw of a kernel, in a virtual machine.`,
    async measure(rounds) {
      let told: CreditSamples | null = null;
      const code = await runInGuest({
        command: [process.execPath, 'test/bench/kiosk/in-guest.ts', String(rounds), String(samples)],
        cwd: CHECKOUT,
        silenceMs: GUEST_SILENCE_MS,
        onLine(line) {
          if (line.startsWith(SAMPLES_LINE))
            told = JSON.parse(line.slice(SAMPLES_LINE.length)) as CreditSamples;
        },
      }).catch((cause: unknown) => {
        if (!(cause instanceof SetupError)) throw cause;
        throw new NotMeasurableHere(cause.message, { cause });
      });
      if (told === null) throw new Error(`the guest ended with ${code} and told nothing`);
      return measuredOf(told);
    },
  };
}

async function inThisProcess(rounds: number, samples: number): Promise<CreditSamples> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    return await creditTimes({ target: inProcess, rounds, samples, directory });
  } finally {
    await rm(directory, { recursive: true });
  }
}

function measuredOf({ kiosk, bareAndFsync }: CreditSamples): Measured {
  return { product: kiosk, floor: bareAndFsync };
}
