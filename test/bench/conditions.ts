/** Under what conditions a run was measured. */
import type { KeptRows } from './kept-rows.ts';
import { summarize } from './statistics.ts';

/** A median of more than this in use while nothing was measured: other programs worked. */
const BUSY = 0.2;

export interface Conditions {
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  /** Turns on each side. */
  readonly rounds: number;
  readonly minutes: number;
  /** The load average when it began. */
  readonly load: number;
  /** Of all cores, from 0 to 1, between two rows: the median, and at most. */
  readonly inUse: number;
  readonly mostInUse: number;
  readonly busy: boolean;
}

export function conditionsOf({ head, all }: KeptRows): Conditions {
  const { commit, date, machine, rounds, load } = head;
  const used = all.map(({ inUseBefore }) => inUseBefore);
  const inUse = summarize(used).p50;
  const minutes = Math.round(all.reduce((sum, { tookMs }) => sum + tookMs, 0) / 60_000);
  const mostInUse = Math.max(...used);
  return { commit, date, machine, rounds, minutes, load, inUse, mostInUse, busy: inUse > BUSY };
}
