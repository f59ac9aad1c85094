/** Which suites of `npm test` run beside each other. */

/** Suites that run at the same time: the first, and beside it the others, one after the other. */
export type Stage = readonly [string, ...string[]];

/** Uses all cores by itself, and says in a minute what is wrong. */
const CHECKS = ['check'];
/** They wait as much as they work. Any suite that is named nowhere here runs with them. */
const LONGEST = ['test:integration', 'test:e2e'];
/** An emulated computer has nothing beside it: when it is much slower, a board that babbles is more than it can hear. */
const EMULATED = ['test:hid'];
/** Measures processor time, so that nothing may run beside it. */
const MEASURED = ['test:rest'];

export function stagesOf(suites: readonly string[]): Stage[] {
  const named = [...CHECKS, ...LONGEST, ...EMULATED, ...MEASURED];
  const others = suites.filter((suite) => !named.includes(suite));
  return [CHECKS, [...LONGEST, ...others], EMULATED, MEASURED].flatMap((names) => {
    const [first, ...beside] = names.filter((name) => suites.includes(name));
    return first === undefined ? [] : [[first, ...beside]];
  });
}
