/** What one measurement is: a path of the product beside a bare program that does the same with nothing between. */

import type { PropertySize } from './bridge/property.ts';

export type Unit = 'ms' | 'per second' | 'MiB' | '% of a core';

/** What the row must reach: times its floor, or a value that none but one in a hundred samples goes beyond. */
export type Wanted =
  | { readonly kind: 'ratio'; readonly p50: number; readonly p99?: number }
  | { readonly kind: 'value'; readonly most: number };

export interface Measured {
  /** In the row's unit, one for each sample. */
  readonly product: readonly number[];
  /** Empty where the row has no floor. */
  readonly floor: readonly number[];
  /** What was found beside it, as sentences. */
  readonly notes?: readonly string[];
}

/** It cannot be measured on this machine; the document says why in its place. Anything else that is thrown is a failure. */
export class NotMeasurableHere extends Error {}

export interface Row {
  /** As the command line names it: lower case, words joined by hyphens. */
  readonly name: string;
  /** Rows that are one measurement at several sizes; the command line takes this name for all of them. */
  readonly family: string;
  readonly title: string;
  /** What is measured, as a sentence. */
  readonly product: string;
  readonly floor: string;
  readonly unit: Unit;
  readonly wanted: Wanted;
  /** The file in docs/decisions that says why it may not be what is wanted. */
  readonly decision: string;
  /** Where the row stands in the plot of its family. */
  readonly at?: { readonly plot: string; readonly axis: string; readonly x: number };
  /** What it is measured on: each is closed once no later row needs it. */
  readonly properties?: readonly PropertySize[];
  /** Takes one turn on each side that does not count, then `rounds` turns on each, in turn. */
  measure(rounds: number): Promise<Measured>;
}

/** How large the measurements are. */
export interface Sizes {
  readonly kiosks: number;
  /** Kiosks that want their codes at once. */
  readonly manyKiosks: number;
  /** Fundings that the ledgers hold, ascending; the first is what the others are compared with. */
  readonly rows: readonly number[];
  /** Bridge processes on one database. */
  readonly processes: readonly number[];
  /** Fundings at once. */
  readonly inFlight: readonly number[];
  /** How long one turn of a rate is. */
  readonly turnMs: number;
  /** Samples in one turn of a time. */
  readonly samples: number;
  /** Also what needs a virtual machine. */
  readonly hidraw: boolean;
}

/** More is better for a rate, less for everything else. */
export function moreIsBetter(unit: Unit): boolean {
  return unit === 'per second';
}
