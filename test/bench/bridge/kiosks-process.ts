/**
 * Many simulated kiosks in one process, so that the time and memory of bridges are their own. Forked by
 * `simulated-kiosks.ts`, which says what they all do.
 */
import { SimulatedKiosk, type KioskToLink } from './simulated-kiosk.ts';

export type KioskOrder =
  | { readonly do: 'link'; readonly kiosks: readonly KioskToLink[]; readonly secret: string }
  /** All ask for a code, at once. */
  | { readonly do: 'ask' }
  /** All links end at once; each kiosk links again as the real one does, and asks for a code. */
  | { readonly do: 'storm' };

/** When each was ready, in milliseconds since the order; and how often any of them was told to come again. */
export interface KioskReport {
  readonly afterMs: readonly number[];
  readonly sentAway: number;
}

/** Links being opened at once when the property is made. */
const DIALING = 100;

let kiosks: SimulatedKiosk[] = [];

async function linkAll(order: Extract<KioskOrder, { do: 'link' }>): Promise<void> {
  kiosks = order.kiosks.map((kiosk) => new SimulatedKiosk(kiosk, order.secret));
  const queue = [...kiosks];
  const dialer = async () => {
    for (let kiosk = queue.pop(); kiosk !== undefined; kiosk = queue.pop()) await kiosk.link();
  };
  await Promise.all(Array.from({ length: DIALING }, dialer));
}

async function obey(order: KioskOrder): Promise<KioskReport> {
  const begunAt = performance.now();
  const afterMs: number[] = [];
  if (order.do === 'link') {
    await linkAll(order);
    return { afterMs: kiosks.map(() => performance.now() - begunAt), sentAway: 0 };
  }
  const before = sentAway();
  await Promise.all(
    kiosks.map(async (kiosk) => {
      await (order.do === 'ask' ? kiosk.code() : kiosk.linkAnewAndCode());
      afterMs.push(performance.now() - begunAt);
    }),
  );
  return { afterMs, sentAway: sentAway() - before };
}

function sentAway(): number {
  return kiosks.reduce((sum, kiosk) => sum + kiosk.sentAway, 0);
}

process.on('message', (order: KioskOrder) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit(0));
