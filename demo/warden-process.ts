/** The warden's own process; see warden.ts. */
import { setTimeout as delay } from 'node:timers/promises';
import { takeLock } from './lock.ts';
import { askToEnd, endTree, treeIsAlive } from './process-tree.ts';
import type { WardenOrder, WardenReport } from './warden.ts';

/** PostgreSQL stops cleanly well within this. */
const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 50;

const watched = new Set<number>();

// Ctrl-C and the closing of the terminal are the demo's to handle; the warden outlasts it.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);

process.on('message', (order: WardenOrder) => {
  if ('watch' in order) watched.add(order.watch);
  else watched.delete(order.forget);
});

const lock = await takeLock(process.argv[2] ?? '');
const report: WardenReport = { onDuty: lock !== null };
process.once('disconnect', () => {
  void endAll().finally(() => lock?.close());
});
process.send?.(report);
if (lock === null) process.disconnect();

async function endAll(): Promise<void> {
  const left = [...watched];
  await Promise.all(left.map(askToEnd));
  const deadline = performance.now() + GRACE_MS;
  while (left.some(treeIsAlive) && performance.now() < deadline) await delay(LOOK_EVERY_MS);
  await Promise.all(left.filter(treeIsAlive).map(endTree));
}
