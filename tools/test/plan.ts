/** Which suites of `npm test` run beside each other. */

/** Suites that run at the same time: the first, and beside it the others, one after the other. */
export type Stage = readonly [string, ...string[]];

/** Uses all cores by itself, and says in a minute what is wrong. */
const BEFORE = ['check'];
/** They wait as much as they work, and what runs beside them works meanwhile. */
const LONGEST = ['test:integration', 'test:e2e'];
/** Measures processor time, so that nothing may run beside it. */
const AFTER = ['test:rest'];

export function stagesOf(suites: readonly string[]): Stage[] {
  const chosen = (names: readonly string[]): string[] => names.filter((name) => suites.includes(name));
  const others = suites.filter((suite) => ![...BEFORE, ...LONGEST, ...AFTER].includes(suite));
  const stages = [chosen(BEFORE), [...chosen(LONGEST), ...others], chosen(AFTER)];
  return stages.flatMap(([first, ...beside]) => (first === undefined ? [] : [[first, ...beside]]));
}
